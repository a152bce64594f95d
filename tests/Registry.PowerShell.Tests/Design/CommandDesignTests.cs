using System.Reflection;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Tests.Design;

public class CommandDesignTests
{
    /// <summary>Those of PowerShell's approved verbs that suit a registry, with what they promise.</summary>
    private static readonly string[] ApprovedVerbs =
    [
        "Clear", "Compare", "Disable", "Find", "Get", "Initialize", "Invoke", "Register", "Remove", "Repair", "Resolve",
        "Restore", "Save", "Set", "Sync", "Test", "Undo", "Unregister",
    ];

    private static readonly string[] ReadingVerbs = ["Compare", "Find", "Get", "Resolve", "Test"];

    private static readonly string[] Expected =
    [
        "Clear-MLCache", "Compare-MLModelVersion", "Disable-MLModel", "Find-MLModelVersion", "Get-MLModel",
        "Get-MLModelHistory", "Get-MLModelStage", "Get-MLModelVersion", "Get-MLRegistry", "Get-MLStageReport",
        "Initialize-MLRegistry", "Invoke-MLMaintenance", "Invoke-MLRetention", "Register-MLModel",
        "Remove-MLModelStage", "Repair-MLStore", "Resolve-MLModel", "Restore-MLModel", "Save-MLModel", "Set-MLModel",
        "Set-MLModelStage", "Set-MLModelVersion", "Sync-MLRegistry", "Sync-MLStore", "Test-MLModel", "Test-MLRegistry",
        "Test-MLStore", "Undo-MLModelStage", "Unregister-MLModel",
    ];

    /// <summary>Parameters that are no plural of one thing, or count it.</summary>
    private static readonly string[] EndingInS = ["ArchivePrevious", "Steps"];

    public static TheoryData<string> Names => [.. CommandType.All.Select(command => command.Name)];

    [Fact]
    public void The_commands_are_those_of_the_contract() =>
        CommandType.All.Select(command => command.Name).Order(StringComparer.Ordinal).ShouldBe(Expected);

    [Theory, MemberData(nameof(Names))]
    public void Verb_is_approved_and_noun_is_prefixed(string name)
    {
        var command = Find(name);

        ApprovedVerbs.ShouldContain(command.Verb);
        command.Noun.ShouldStartWith("ML");
        command.Noun.ShouldNotEndWith("s");
    }

    [Theory, MemberData(nameof(Names))]
    public void Class_and_file_are_named_after_the_command(string name)
    {
        var command = Find(name);
        var file = SourceTree.PathOf($"src/Registry.PowerShell/Commands/{command.Type.Name}.cs");

        command.Type.Name.ShouldBe($"{command.Verb}{command.Noun}Command");
        command.Type.IsSealed.ShouldBeTrue();
        File.Exists(file).ShouldBeTrue(file);
        File.ReadLines(file).Count().ShouldBeLessThanOrEqualTo(100);
    }

    [Theory, MemberData(nameof(Names))]
    public void Changing_commands_ask_and_reading_commands_do_not(string name)
    {
        var command = Find(name);

        command.SupportsShouldProcess.ShouldBe(!ReadingVerbs.Contains(command.Verb));
    }

    [Theory, MemberData(nameof(Names))]
    public void Output_type_is_declared(string name) => Find(name).Outputs.ShouldNotBeEmpty();

    [Theory, MemberData(nameof(Names))]
    public void Registry_is_a_parameter_that_binds_from_the_pipeline(string name)
    {
        if (name == "Clear-MLCache")
        {
            // The cache is the user's, and serves all registries.
            Find(name).Parameters.Keys.ShouldNotContain("Registry");
            return;
        }

        var registry = Find(name).Parameters["Registry"];

        registry.Property.PropertyType.ShouldBe(typeof(string));
        registry.FromPipelineByPropertyName.ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Names))]
    public void Message_never_comes_from_the_pipeline_and_belongs_to_events(string name)
    {
        var command = Find(name);
        var parameters = command.Parameters;

        // What is erased is erased for all: such an event is never kept local.
        var isEvent = typeof(EventCmdlet).IsAssignableFrom(command.Type);
        parameters.ContainsKey("Message").ShouldBe(isEvent || name == "Invoke-MLRetention");
        parameters.ContainsKey("NoPush").ShouldBe(isEvent);
        if (parameters.TryGetValue("Message", out var message))
        {
            message.FromPipelineByPropertyName.ShouldBeFalse();
            message.FromPipeline.ShouldBeFalse();
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Parameters_mean_the_same_type_everywhere(string name)
    {
        foreach (var (parameter, declared) in Find(name).Parameters)
        {
            var types = CommandType.All.SelectMany(command => command.Parameters)
                .Where(other => other.Key == parameter)
                .Select(other => Element(other.Value.Property.PropertyType)).Distinct();
            types.ShouldBe([Element(declared.Property.PropertyType)], parameter);
            (parameter.EndsWith('s') && !EndingInS.Contains(parameter)).ShouldBeFalse(parameter);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Names_versions_and_stages_complete(string name)
    {
        var parameters = Find(name).Parameters;
        var given = new[] { "Name", "Version", "Stage", "Reference" };

        foreach (var parameter in given.Where(parameters.ContainsKey))
        {
            // Nothing to offer for what is about to be invented.
            if ((name, parameter) is ("Register-MLModel", "Version") or ("Initialize-MLRegistry", "Stage"))
            {
                continue;
            }

            CommandType.Find(parameters[parameter].Property, "ArgumentCompleterAttribute").ShouldNotBeEmpty(parameter);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void What_it_is_about_comes_first(string name)
    {
        // Over all models the filter says what is meant, and a store has no model.
        var first = Find(name).Parameters.Values.SingleOrDefault(parameter => parameter.Position == 0)?.Property.Name;
        var expected = name switch
        {
            "Clear-MLCache" => "OlderThan",
            "Find-MLModelVersion" => "Filter",
            "Get-MLRegistry" => null,
            "Initialize-MLRegistry" or "Restore-MLModel" => "Path",
            "Invoke-MLMaintenance" => "Job",
            "Repair-MLStore" or "Test-MLStore" => "Store",
            "Resolve-MLModel" => "Reference",
            "Sync-MLStore" => "From",
            _ => "Name",
        };

        first.ShouldBe(expected);
    }

    [Theory, MemberData(nameof(Names))]
    public void Positions_have_no_gap(string name)
    {
        var positions = Find(name).Parameters.Values.Select(parameter => parameter.Position).OfType<int>().Order().ToList();

        positions.ShouldBe(Enumerable.Range(0, positions.Count));
    }

    [Fact]
    public void What_is_silent_otherwise_returns_its_result_where_it_is_asked_to() =>
        CommandType.All.Where(command => command.Parameters.ContainsKey("PassThru")).Select(command => command.Name)
            .ShouldBe(
                ["Disable-MLModel", "Save-MLModel", "Set-MLModel", "Set-MLModelVersion", "Unregister-MLModel"],
                ignoreOrder: true);

    [Fact]
    public void No_static_can_change() =>
        typeof(RegistryCmdlet).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("Registry.", StringComparison.Ordinal) == true)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(field => !field.IsInitOnly && !field.IsLiteral && !field.Name.Contains('<'))
            .ShouldBeEmpty();

    private static CommandType Find(string name) => CommandType.All.Single(command => command.Name == name);

    private static Type Element(Type type) => type.GetElementType() ?? Nullable.GetUnderlyingType(type) ?? type;
}
