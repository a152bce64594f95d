using Registry.Tests.Support.Gto;

namespace Registry.Tests.Ledger.Audit;

/// <summary>On what GTO itself wrote, only GTO's own faults are found.</summary>
public sealed class GoldenAuditTests
{
    public static TheoryData<string> Cases { get; } = [.. GtoCase.Names];

    private static readonly Dictionary<string, string[]> s_faults = new()
    {
        // A lightweight tag in GTO's grammar: it counts nowhere, and keeps GTO from creating that name.
        ["06-stage-counters-simple"] = ["UnreadableTag m#prod#50"],
    };

    [Theory, MemberData(nameof(Cases))]
    public async Task Nothing_is_found_but_what_is_there(string name)
    {
        using var folder = new TempFolder($"golden-audit-{name}");
        await GtoCase.Read(name).CloneAsync(folder);
        var registry = await ModelRegistry.OpenAsync(folder["repo.git"]);

        var found = new List<string>();
        await foreach (var finding in registry.AuditAsync(new AuditRequest()))
        {
            found.Add($"{finding.Problem} {finding.Tag}");
        }

        found.ShouldBe(s_faults.GetValueOrDefault(name) ?? []);
    }
}
