namespace Registry.Tests.Support;

/// <summary>Runs the audit and gives what it found.</summary>
internal static class Audit
{
    public static async Task<IReadOnlyList<RegistryFinding>> OfAsync(
        string path, AuditRequest? request = null, IProgressSink? sink = null)
    {
        var findings = new List<RegistryFinding>();
        var registry = await ModelRegistry.OpenAsync(path);
        await foreach (var finding in registry.AuditAsync(request ?? new AuditRequest(), sink))
        {
            finding.Message[^1].ShouldBeOneOf(['.', '?']);
            finding.Registry.ShouldBe(registry.Location);
            findings.Add(finding);
        }

        return findings;
    }

    /// <summary>Expects one finding, of this sort, about this tag, and no noise beside it.</summary>
    public static async Task<RegistryFinding> SingleAsync(
        string path, RegistryProblem problem, string? tag, AuditRequest? request = null)
    {
        var findings = await OfAsync(path, request);
        findings.Select(finding => (finding.Problem, finding.Tag)).ShouldBe(
            [(problem, tag)], string.Join('\n', findings.Select(finding => finding.Message)));
        return findings[0];
    }
}
