using Microsoft.Build.Framework;

namespace Registry.MSBuild;

/// <summary>Assigns a stage to a version.</summary>
[MSBuildMultiThreadableTask]
public sealed class SetModelStage : RegistryTask
{
    public string? Registry { get; set; }

    public string? ModelName { get; set; }

    public string? ModelVersion { get; set; }

    public string? ModelStage { get; set; }

    /// <summary>The reason, kept in the tag.</summary>
    public string? Message { get; set; }

    protected override void Run(CancellationToken cancel) => RunAsync(cancel).GetAwaiter().GetResult();

    private async System.Threading.Tasks.Task RunAsync(CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(ModelName) || string.IsNullOrEmpty(ModelVersion) || string.IsNullOrEmpty(ModelStage))
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                "SetModelStage needs all three: pass '-p:ModelName=NAME -p:ModelVersion=VERSION -p:ModelStage=STAGE'.");
        }

        var registry = await ModelRegistry.OpenAsync(LocationOf(Registry), cancel);
        var request = new AssignRequest
        {
            Name = ModelName,
            Version = ModelVersion,
            Stage = ModelStage,
            Message = string.IsNullOrEmpty(Message) ? null : Message,
        };
        var change = await registry.AssignAsync(request, Sink, cancel);
        Log.LogMessage(
            MessageImportance.High,
            change.Event is null ? "'{0}#{1}' is '{2}' already." : "'{0}#{1}' is '{2}' now, after '{3}'.",
            change.Name, change.Stage, change.To, change.From ?? "nothing");
    }
}
