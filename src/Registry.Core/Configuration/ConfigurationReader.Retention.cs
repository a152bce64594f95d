using System.Globalization;
using Registry.Naming;
using YamlDotNet.RepresentationModel;

namespace Registry.Configuration;

internal sealed partial class ConfigurationReader
{
    private const int MostKept = 1_000_000;
    private static readonly TimeSpan s_shortestGrace = Stores.Collection.Tombstones.ShortestGrace;
    private static readonly string[] s_retentionKeys = ["grace", "rules"];
    private static readonly string[] s_ruleKeys = ["name", "models", "labels", "keep", "keepLast", "olderThan"];

    private RetentionPolicy ReadRetention(YamlNode node)
    {
        var policy = new RetentionPolicy();
        foreach (var (name, value) in Members(node, "retention", s_retentionKeys))
        {
            policy = name switch
            {
                "grace" when ReadDuration(value, name) is var grace => grace >= s_shortestGrace
                    ? policy with { Grace = grace }
                    : throw Refuse(Line(value), $"'grace' is at least {Duration.Format(s_shortestGrace)}: uploads under way need it"),
                _ => policy with { Rules = [.. Items(value, name).Select((item, i) => ReadRule(item, i + 1))] },
            };
        }

        return policy;
    }

    private RetentionRule ReadRule(YamlNode node, int number)
    {
        var rule = new RetentionRule { Name = string.Create(CultureInfo.InvariantCulture, $"{number}") };
        foreach (var (name, value) in Members(node, "a rule", s_ruleKeys))
        {
            rule = name switch
            {
                "name" => rule with { Name = ReadRuleName(value) },
                "models" => rule with { Models = [.. Items(value, name).Select(ReadGlob)] },
                "labels" => rule with { Labels = ReadLabels(value) },
                "keep" => Scalar(value, name) == "true"
                    ? rule with { Keep = true } : throw Refuse(Line(value), "the only value of 'keep' is 'true'"),
                "keepLast" => rule with { KeepLast = ReadCount(value, name) },
                _ => rule with { OlderThan = ReadDuration(value, name) },
            };
        }

        var gives = rule.KeepLast is not null || rule.OlderThan is not null;
        return rule.Keep != gives ? rule : throw Refuse(
            Line(node), gives ? "a rule has either 'keep', or 'keepLast' and 'olderThan'"
                : "a rule needs 'keepLast' or 'olderThan', so that it does not give up all there is; or 'keep: true'");
    }

    private string ReadRuleName(YamlNode node)
    {
        var name = Scalar(node, "name").Trim();
        return name.Length is > 0 and <= 100 && !name.Any(char.IsControl)
            ? name : throw Refuse(Line(node), "a rule's name is one line of 1 to 100 characters");
    }

    private string ReadGlob(YamlNode node)
    {
        var glob = Scalar(node, "a model");
        return glob.Length > 0 && glob.All(c => char.IsAsciiLetterOrDigit(c) || "-_/.:=*?".Contains(c))
            ? glob : throw Refuse(Line(node), $"'{Shown.Of(glob)}' is no model's name, nor a pattern of one with '*' and '?'");
    }

    private Dictionary<string, string> ReadLabels(YamlNode node)
    {
        var labels = Members(node, "labels", null).ToDictionary(
            pair => pair.Name, pair => Scalar(pair.Value, $"the label '{Shown.Of(pair.Name)}'"), StringComparer.Ordinal);
        return labels.Count > 0 ? labels : throw Refuse(Line(node), "'labels' names no label");
    }

    private int ReadCount(YamlNode node, string key) =>
        int.TryParse(Scalar(node, key), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count is > 0 and <= MostKept
            ? count : throw Refuse(Line(node), $"'{key}' is a number from 1 to {MostKept}");

    private TimeSpan ReadDuration(YamlNode node, string key)
    {
        var text = Scalar(node, key);
        return Duration.TryParse(text) ?? throw Refuse(
            Line(node), $"'{key}' is '{Shown.Of(text)}', and is written as hours, days or weeks: '36h', '90d', '12w'");
    }

    /// <param name="node">A mapping.</param>
    /// <param name="what">What it is called.</param>
    /// <param name="known">Its keys; null: any.</param>
    private IEnumerable<(string Name, YamlNode Value)> Members(YamlNode node, string what, string[]? known)
    {
        if (node is not YamlMappingNode map)
        {
            throw Refuse(Line(node), $"'{what}' is a mapping of keys to values");
        }

        foreach (var (key, value) in map.Children)
        {
            var name = Scalar(key, "a key");
            yield return known?.Contains(name) != false ? (name, value) : throw Unknown(key, name, known);
        }
    }
}
