using Registry.Naming;
using Registry.Stores.S3;
using YamlDotNet.RepresentationModel;

namespace Registry.Configuration;

/// <summary>The stores of <c>registry.yaml</c>. What would be a secret is refused by name, before anything shows it.</summary>
internal sealed partial class ConfigurationReader
{
    private static readonly string[] s_storeKeys =
        ["url", "endpoint", "region", "pathStyle", "profile", "sse", "sseKmsKeyId"];

    private static readonly string[] s_secrets = ["secret", "accesskey", "token", "password", "credential"];

    private StoreSettings ReadStore(YamlNode node)
    {
        if (node is not YamlMappingNode map)
        {
            throw Refuse(Line(node), "a store is written as '- url: …'");
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Children)
        {
            var name = Scalar(key, "a key");
            EnsureNoSecret(key, name);
            values[name] = s_storeKeys.Contains(name) ? Scalar(value, name) : throw Unknown(key, name, s_storeKeys);
        }

        var pathStyle = values.GetValueOrDefault("pathStyle", "false");
        var settings = new StoreSettings(
            values.GetValueOrDefault("url") is { Length: > 0 } url ? url : throw Refuse(Line(node), "a store needs a 'url'"),
            values.GetValueOrDefault("endpoint"),
            values.GetValueOrDefault("region"),
            pathStyle == "true" || (pathStyle == "false" ? false : throw Refuse(Line(node), "'pathStyle' is true or false")),
            Line(node))
        {
            Profile = values.GetValueOrDefault("profile"),
            Sse = values.GetValueOrDefault("sse"),
            SseKmsKeyId = values.GetValueOrDefault("sseKmsKeyId"),
        };
        return S3Location.WhyNot(settings) is { } why ? throw Refuse(Line(node), why) : settings;
    }

    private void EnsureNoSecret(YamlNode key, string name)
    {
        var plain = name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        if (s_secrets.Any(secret => plain.Contains(secret, StringComparison.OrdinalIgnoreCase)))
        {
            throw Refuse(
                Line(key),
                $"'{Shown.Of(name)}' would put a secret where everyone reads it; take it out, and give credentials by AWS_… variables, "
                + "by a profile of your AWS configuration ('profile:'), or by what your machine is given");
        }
    }
}
