using System.Text.Json.Serialization;

namespace Registry.Tests.Support.Gto;

/// <summary>A tag as a step left it: <c>Object</c> is the tag object's text, null for a lightweight one.</summary>
internal sealed record GtoTag(string Tag, string Type, string Oid, string? Object);

/// <summary>One command of a recorded run of the real tool: what was typed and what came back.</summary>
internal sealed record GtoStep
{
    [JsonPropertyName("n")]
    public required int Number { get; init; }

    public required long Time { get; init; }

    [JsonPropertyName("cmd")]
    public required string Command { get; init; }

    public required int Exit { get; init; }

    [JsonPropertyName("stdout")]
    public string Output { get; init; } = "";

    [JsonPropertyName("stderr")]
    public string Error { get; init; } = "";

    /// <summary>Asked of the end state, which the bundle holds.</summary>
    [JsonPropertyName("final_state")]
    public bool IsFinal { get; init; }

    [JsonPropertyName("tags_added")]
    public IReadOnlyList<GtoTag> Added { get; init; } = [];

    [JsonPropertyName("tags_removed")]
    public IReadOnlyList<string> Removed { get; init; } = [];

    public override string ToString() => $"[{Number:000}] {Command}";
}
