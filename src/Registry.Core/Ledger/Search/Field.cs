using Registry.Configuration;
using Registry.Naming;

namespace Registry.Ledger.Search;

/// <summary>What a comparison reads: a property of every version, or a metric, parameter or label by its key.</summary>
internal sealed record Field(string Name, string? Key = null)
{
    private static readonly string[] s_plain = ["name", "version", "version_number", "stage", "author", "date", "size"];

    private static readonly string[] s_keyed = ["metric", "param", "label"];

    /// <summary>MLflow's other words for ours.</summary>
    private static readonly Dictionary<string, string> s_aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["metrics"] = "metric",
        ["params"] = "param",
        ["parameter"] = "param",
        ["parameters"] = "param",
        ["labels"] = "label",
        ["tag"] = "label",
        ["tags"] = "label",
    };

    private static readonly string[] s_attributePrefixes = ["attribute", "attributes"];

    /// <summary>MLflow's fields that say nothing about a version here, with what to use instead.</summary>
    private static readonly Dictionary<string, string> s_foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        ["run_id"] =
            "no run is recorded here; give versions a label when they are registered and compare 'label.run_id'",
        ["source_path"] = "bytes are found by their digest here, not by a path; compare 'name', or a label of your own",
        ["creation_timestamp"] = "compare 'date', such as date >= '2026-03-01'",
        ["last_updated_timestamp"] = "compare 'date', such as date >= '2026-03-01'",
    };

    /// <summary>Whether patterns match it.</summary>
    public bool IsText => Name is not ("metric" or "size" or "version_number");

    /// <exception cref="RegistryException">MLR1003, with the nearest name.</exception>
    public static Field Resolve(FilterText source, Token word)
    {
        if (word.Key is { } plain && s_attributePrefixes.Contains(word.Value, StringComparer.OrdinalIgnoreCase))
        {
            return Resolve(source, word with { Value = plain, Key = null });
        }

        var name = s_aliases.GetValueOrDefault(word.Value, word.Value.ToLowerInvariant());
        if (s_keyed.Contains(name))
        {
            return new Field(name, word.Key ?? throw source.Wrong(
                word.At, $"'{word.Value}' needs a key, such as {name}.{Example(name)}."));
        }

        if (s_plain.Contains(name))
        {
            return word.Key is null ? new Field(name) : throw source.Wrong(
                word.At, $"'{name}' has no keys; only metric, param and label have.");
        }

        throw source.Wrong(word.At, s_foreign.TryGetValue(name, out var instead) && word.Key is null
            ? $"'{name}' is a field of MLflow; {instead}."
            : Unknown(word));
    }

    /// <summary>Fields that every version has, and what those with keys begin with.</summary>
    public static IEnumerable<string> Words => s_plain.Concat(s_keyed.Select(name => name + "."));

    /// <summary>The field as a filter has it: an odd key in double quotes.</summary>
    public string Spell() => Key is null ? Name
        : Key.All(FilterLexer.IsKeyCharacter) ? $"{Name}.{Key}"
        : $"{Name}.\"{Key.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public override string ToString() => Key is null ? Name : $"{Name}.{Shown.Of(Key)}";

    private static string Example(string name) => name switch
    {
        "metric" => "auc",
        "param" => "max_depth",
        _ => "team",
    };

    private static string Unknown(Token word)
    {
        var hint = Nearest.Hint(word.Value, s_plain.Concat(s_keyed).Concat(s_aliases.Keys));
        return $"There is no field '{Shown.Of(word.Value)}'; there are name, version, stage, author, date, size, "
            + $"metric.<key>, param.<key> and label.<key>.{hint}";
    }
}
