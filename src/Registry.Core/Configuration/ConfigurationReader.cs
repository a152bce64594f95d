using Registry.Naming;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Registry.Configuration;

/// <summary>
/// Reads <c>registry.yaml</c> and the stages of <c>.gto</c>. Unknown keys are errors: a typo must not pass.
/// </summary>
internal sealed partial class ConfigurationReader
{
    /// <summary>Longest text that is read, in characters, and deepest nesting.</summary>
    public const int Longest = 1024 * 1024;

    private const int Deepest = 8;
    private static readonly string[] s_keys = ["schema", "stores", "stages", "remote", "chain", "retention"];
    private readonly string _file;

    private ConfigurationReader(string file) => _file = file;

    /// <exception cref="RegistryException">MLR1005 with file and line.</exception>
    public static RegistryConfiguration Parse(string text, string file) => new ConfigurationReader(file).Read(text);

    /// <summary>The stages that GTO's own configuration declares; its other keys mean nothing here.</summary>
    public static IReadOnlyList<string> ParseGtoStages(string text, string file)
    {
        var reader = new ConfigurationReader(file);
        return reader.Load(text) is { } root && root.Children.TryGetValue("stages", out var stages)
            ? reader.ReadStages(stages) : [];
    }

    private RegistryConfiguration Read(string text)
    {
        var configuration = new RegistryConfiguration();
        if (Load(text) is not { } root)
        {
            throw Refuse(1, "it is empty; the least is 'schema: 1'");
        }

        if (!root.Children.ContainsKey("schema"))
        {
            throw Refuse(1, "the key 'schema' is missing; begin with 'schema: 1'");
        }

        foreach (var (key, value) in root.Children)
        {
            var name = Scalar(key, "a key");
            configuration = name switch
            {
                "schema" when Scalar(value, name) == "1" => configuration,
                "schema" => throw Refuse(
                    Line(value), $"the schema is '{Shown.Of(Scalar(value, name))}', and this version reads 1; update Registry"),
                "stores" => configuration with { Stores = [.. Items(value, name).Select(ReadStore)] },
                "stages" => configuration with { Stages = ReadStages(value) },
                "remote" => configuration with { Remote = ReadRemote(value) },
                "retention" => configuration with { Retention = ReadRetention(value) },
                "chain" when Scalar(value, name) == "required" => configuration with { ChainRequired = true },
                "chain" => throw Refuse(Line(value), "the only value of 'chain' is 'required'"),
                _ => throw Unknown(key, name, s_keys),
            };
        }

        return configuration;
    }

    private YamlMappingNode? Load(string text)
    {
        if (text.Length > Longest)
        {
            throw Refuse(1, $"it is longer than {Longest} characters");
        }

        try
        {
            EnsureSimple(text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode switch
            {
                YamlMappingNode map => map,
                var other => throw Refuse(Line(other), "it is no mapping of keys to values"),
            };
        }
        catch (YamlException e)
        {
            throw Refuse((int)e.Start.Line, (e.InnerException?.Message ?? e.Message).TrimEnd('.'));
        }
    }

    /// <summary>Looks at the events before a tree is built: depth and aliases could make building it endless.</summary>
    private void EnsureSimple(string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > Deepest || parser.Current is AnchorAlias)
            {
                throw Refuse(
                    (int)parser.Current.Start.Line,
                    depth > Deepest ? $"it is nested deeper than {Deepest}" : "aliases are not used here");
            }
        }
    }

    private List<string> ReadStages(YamlNode node)
    {
        var stages = new List<string>();
        foreach (var item in Items(node, "stages"))
        {
            var stage = Scalar(item, "a stage");
            if (StageName.TryParse(stage) is null)
            {
                throw Refuse(Line(item), $"'{Shown.Of(stage)}' is not a stage name");
            }

            stages.Add(stage);
        }

        return stages;
    }

    private string ReadRemote(YamlNode node)
    {
        var remote = Scalar(node, "remote");
        return remote.Length > 0 && remote.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
            && remote[0] is not ('-' or '.' or '/')
            ? remote
            : throw Refuse(Line(node), $"'{Shown.Of(remote)}' is not the name of a Git remote");
    }

    private IEnumerable<YamlNode> Items(YamlNode node, string key) =>
        node is YamlSequenceNode list ? list.Children : throw Refuse(Line(node), $"'{key}' is a list");

    private string Scalar(YamlNode node, string what) =>
        node is YamlScalarNode { Value: { } value } ? value : throw Refuse(Line(node), $"{what} is a single value");

    private RegistryException Unknown(YamlNode key, string name, string[] known) => Refuse(
        Line(key), $"the key '{Shown.Of(name)}' is unknown;{Nearest.Hint(name, known)} The keys are {Nearest.List(name, known)}");

    private static int Line(YamlNode node) => (int)node.Start.Line;

    private RegistryException Refuse(int line, string why) =>
        new(ErrorCodes.Unreadable, $"'{_file}' cannot be read: line {line}: {why}.") { File = _file, Line = line };
}
