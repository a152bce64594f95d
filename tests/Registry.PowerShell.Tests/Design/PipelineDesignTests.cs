namespace Registry.PowerShell.Tests.Design;

/// <summary>That what one command puts out, another takes by the names of its properties.</summary>
public class PipelineDesignTests
{
    [Theory]
    [InlineData(typeof(Model), "Get-MLModelVersion", "Name", "Registry")]
    [InlineData(typeof(Model), "Find-MLModelVersion", "Name", "Registry")]
    [InlineData(typeof(Model), "Get-MLModel", "Name", "Registry")]
    [InlineData(typeof(Model), "Save-MLModel", "Name", "Registry")]
    [InlineData(typeof(ModelVersion), "Get-MLModelVersion", "Name", "Version", "Registry")]
    [InlineData(typeof(ModelVersion), "Find-MLModelVersion", "Name", "Registry")]
    [InlineData(typeof(ModelVersion), "Save-MLModel", "Name", "Version", "Registry")]
    [InlineData(typeof(ModelVersion), "Set-MLModelStage", "Name", "Version", "Registry")]
    [InlineData(typeof(ModelVersion), "Resolve-MLModel", "Reference", "Registry")]
    [InlineData(typeof(Model), "Set-MLModel", "Name", "Registry")]
    [InlineData(typeof(Model), "Disable-MLModel", "Name", "Registry")]
    [InlineData(typeof(ModelVersion), "Set-MLModelVersion", "Name", "Version", "Registry")]
    [InlineData(typeof(ModelVersion), "Unregister-MLModel", "Name", "Version", "Registry")]
    [InlineData(typeof(ModelVersion), "Remove-MLModelStage", "Name", "Version", "Registry")]
    [InlineData(typeof(StageChange), "Remove-MLModelStage", "Name", "Version", "Stage", "Registry")]
    [InlineData(typeof(StageChange), "Undo-MLModelStage", "Name", "Stage", "Registry")]
    [InlineData(typeof(StageChange), "Set-MLModelStage", "Name", "Version", "Stage", "Registry")]
    [InlineData(typeof(StageChange), "Save-MLModel", "Name", "Version", "Stage", "Registry")]
    [InlineData(typeof(StageChange), "Resolve-MLModel", "Reference", "Registry")]
    [InlineData(typeof(RegistryEventInfo), "Get-MLModelVersion", "Name", "Version", "Stage", "Registry")]
    [InlineData(typeof(RegistryEventInfo), "Resolve-MLModel", "Reference", "Registry")]
    [InlineData(typeof(RegistryEventInfo), "Get-MLModelHistory", "Name", "Version", "Stage", "Registry")]
    [InlineData(typeof(SyncedEvent), "Save-MLModel", "Name", "Version", "Stage", "Registry")]
    [InlineData(typeof(StoreReport), "Repair-MLStore", "Store", "Registry")]
    [InlineData(typeof(RepairedBlob), "Test-MLStore", "Store", "Registry")]
    [InlineData(typeof(StageAssignment), "Save-MLModel", "Name", "Version", "Stage", "Registry")]
    [InlineData(typeof(StageAssignment), "Set-MLModelStage", "Name", "Version", "Stage", "Registry")]
    [InlineData(typeof(StageAssignment), "Get-MLModelStage", "Name", "Stage", "Registry")]
    [InlineData(typeof(RegistryFinding), "Get-MLModelHistory", "Name", "Version", "Stage", "Registry")]
    [InlineData(typeof(RegistryInfo), "Test-MLRegistry", "Registry")]
    [InlineData(typeof(RegistryInfo), "Get-MLRegistry", "Registry")]
    [InlineData(typeof(RegistryInfo), "Get-MLModel", "Registry")]
    [InlineData(typeof(RegistryInfo), "Initialize-MLRegistry", "Path", "Registry")]
    public void Properties_of_an_output_bind_to_the_parameters_of_a_command(
        Type output, string command, params string[] expected)
    {
        var properties = output.GetProperties().Select(property => property.Name).ToList();

        var bound = CommandType.All.Single(c => c.Name == command).Parameters.Values
            .Where(parameter => parameter.FromPipelineByPropertyName)
            .Where(parameter => parameter.Names.Any(name => properties.Contains(name)))
            .Select(parameter => parameter.Property.Name);

        bound.ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public void Every_output_of_ours_says_which_registry_it_is_from()
    {
        var ours = CommandType.All.SelectMany(command => command.Outputs).Distinct()
            .Where(type => type.Namespace == "Registry");

        foreach (var type in ours)
        {
            type.GetProperty("Registry")?.PropertyType.ShouldBe(typeof(string), type.Name);
        }
    }
}
