using Registry.HelpGenerator.Commands;
using Registry.HelpGenerator.Markdown;

namespace Registry.HelpGenerator.Pages;

/// <summary>Holds a page to its command.</summary>
internal static class PageCheck
{
    private const int FewestExamples = 3;

    /// <param name="pages">The names of all files of the help, which links may lead to.</param>
    /// <exception cref="PageException">Page and command disagree.</exception>
    public static CommandPage Read(string file, string text, CommandInfo command, IEnumerable<string> pages)
    {
        var page = CommandPageReader.Read(file, text);
        Same(page, page.Parameters, command.Documented, "parameter");
        Same(page, page.Outputs, command.Outputs, "output");
        CheckInputs(page, command);
        CheckExamples(page);
        foreach (var link in page.Links)
        {
            if (!pages.Contains(link.Target) && !link.Target.StartsWith("https://", StringComparison.Ordinal))
            {
                throw new PageException(file, link.Line, $"There is no page '{link.Target}'.");
            }
        }

        return page;
    }

    private static void Same(CommandPage page, IReadOnlyList<Entry> entries, IReadOnlyList<string> names, string what)
    {
        foreach (var entry in entries)
        {
            if (!names.Contains(entry.Name))
            {
                throw new PageException(page.File, entry.Line, $"'{page.Name}' has no {what} '{entry.Name}'.");
            }

            if (entries.Count(other => other.Name == entry.Name) > 1)
            {
                throw new PageException(page.File, entry.Line, $"The {what} '{entry.Name}' is described twice.");
            }
        }

        if (names.FirstOrDefault(name => entries.All(entry => entry.Name != name)) is { } missing)
        {
            throw new PageException(page.File, 1, $"The {what} '{missing}' is not described.");
        }
    }

    private static void CheckInputs(CommandPage page, CommandInfo command)
    {
        var takesNothing = page.Inputs is [{ Name: "None" }];
        if (takesNothing == command.Parameters.Any(parameter => parameter.TakesPipeline))
        {
            throw new PageException(
                page.File, page.Inputs[0].Line, takesNothing
                    ? $"'{page.Name}' takes input from the pipeline."
                    : $"'{page.Name}' takes nothing from the pipeline: None.");
        }

        if (!takesNothing && page.Inputs.FirstOrDefault(input => !TypeName.Exists(input.Name)) is { } unknown)
        {
            throw new PageException(page.File, unknown.Line, $"There is no type '{unknown.Name}'.");
        }
    }

    private static void CheckExamples(CommandPage page)
    {
        if (page.Examples.Count < FewestExamples)
        {
            throw new PageException(
                page.File, 1, $"'{page.Name}' has {page.Examples.Count} examples, and {FewestExamples} is the least.");
        }

        var foreign = page.Examples.FirstOrDefault(e => !e.Code.Contains(page.Name, StringComparison.Ordinal));
        if (foreign is not null)
        {
            throw new PageException(page.File, foreign.Line, $"This example does not use '{page.Name}'.");
        }
    }
}
