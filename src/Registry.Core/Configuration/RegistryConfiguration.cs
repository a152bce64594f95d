using Registry.Naming;

namespace Registry.Configuration;

/// <summary>A store as <c>registry.yaml</c> names it.</summary>
internal sealed record StoreSettings(string Url, string? Endpoint, string? Region, bool PathStyle, int Line)
{
    /// <summary>The profile of the user's AWS configuration that has the credentials.</summary>
    public string? Profile { get; init; }

    /// <summary>How the server encrypts what it keeps: <c>AES256</c> or <c>aws:kms</c>; null leaves it to the bucket.</summary>
    public string? Sse { get; init; }

    public string? SseKmsKeyId { get; init; }
}

/// <summary>
/// What <c>registry.yaml</c> says, or GTO's <c>.gto</c> of the stages. Without either, everything is at its default.
/// </summary>
internal sealed record RegistryConfiguration
{
    public const string FileName = "registry.yaml";

    public const string GtoFileName = ".gto";

    public const string DefaultRemote = "origin";

    public IReadOnlyList<StoreSettings> Stores { get; init; } = [];

    /// <summary>Empty: any stage is accepted.</summary>
    public IReadOnlyList<string> Stages { get; init; } = [];

    /// <summary>The Git remote that events go to.</summary>
    public string Remote { get; init; } = DefaultRemote;

    /// <summary>Null: nothing is ever erased.</summary>
    public RetentionPolicy? Retention { get; init; }

    /// <summary>Whether a remote that refuses chain refs is an error.</summary>
    public bool ChainRequired { get; init; }

    /// <exception cref="RegistryException">MLR1006 with the declared ones, the nearest first.</exception>
    public void EnsureDeclared(StageName stage)
    {
        if (Stages.Count > 0 && !Stages.Contains(stage.Text, StringComparer.Ordinal))
        {
            throw new RegistryException(
                ErrorCodes.StageNotDeclared,
                $"The stage '{stage}' is not declared; use one of {Nearest.List(stage.Text, Stages)}, or add it to 'stages' in "
                + $"{FileName}.");
        }
    }
}
