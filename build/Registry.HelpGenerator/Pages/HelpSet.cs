using Registry.HelpGenerator.Commands;
using Registry.HelpGenerator.Markdown;

namespace Registry.HelpGenerator.Pages;

/// <summary>A command with its page.</summary>
internal sealed record DescribedCommand(CommandInfo Command, CommandPage Page);

/// <summary>Every page, and whatever is wrong with any of them.</summary>
internal sealed class HelpSet
{
    private readonly List<PageException> _faults = [];

    private HelpSet()
    {
    }

    public IReadOnlyList<DescribedCommand> Commands { get; private set; } = [];

    public IReadOnlyList<TopicPage> Topics { get; private set; } = [];

    public IReadOnlyList<ErrorPage> Errors { get; private set; } = [];

    public IReadOnlyList<PageException> Faults => _faults;

    public static HelpSet Read(string pages, string errors)
    {
        var help = new HelpSet();
        var files = Directory.GetFiles(pages).ToDictionary(file => Path.GetFileName(file), StringComparer.Ordinal);
        var topics = files.Where(file => file.Key.StartsWith("about_", StringComparison.Ordinal))
            .OrderBy(file => file.Key, StringComparer.Ordinal).ToList();
        help.Topics =
        [
            .. topics.Select(file => help.Attempt(() => TopicPage.Read(file.Value, Text(file.Value))))
                .OfType<TopicPage>(),
        ];
        help.Commands = help.Paired(
            files.Except(topics), CommandInfo.All.Select(command => (command.Name, command)), pages,
            (file, command) => new DescribedCommand(command, PageCheck.Read(file, Text(file), command, files.Keys)));
        help.Errors = help.Paired(
            Directory.GetFiles(errors).Select(file => KeyValuePair.Create(Path.GetFileName(file), file)),
            ErrorCodes.All.Select(code => (code.Id, code)), errors,
            (file, code) => ErrorPage.Read(file, Text(file), code));
        return help;
    }

    /// <summary>A page for each thing, and for nothing else.</summary>
    private List<TPage> Paired<T, TPage>(
        IEnumerable<KeyValuePair<string, string>> files, IEnumerable<(string Name, T Thing)> things, string folder,
        Func<string, T, TPage> read) where TPage : class
    {
        var left = files.ToDictionary(StringComparer.Ordinal);
        var described = new List<TPage>();
        foreach (var (name, thing) in things)
        {
            if (!left.Remove($"{name}.md", out var file))
            {
                _faults.Add(new PageException(Path.Combine(folder, $"{name}.md"), 1, $"'{name}' has no page."));
            }
            else if (Attempt(() => read(file, thing)) is { } page)
            {
                described.Add(page);
            }
        }

        _faults.AddRange(left.Values.Order(StringComparer.Ordinal)
            .Select(file => new PageException(file, 1, "This page is about nothing that there is.")));
        return described;
    }

    private T? Attempt<T>(Func<T> read) where T : class
    {
        try
        {
            return read();
        }
        catch (PageException e)
        {
            _faults.Add(e);
            return null;
        }
    }

    private static string Text(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");
}
