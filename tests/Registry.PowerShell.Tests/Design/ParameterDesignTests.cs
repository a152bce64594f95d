namespace Registry.PowerShell.Tests.Design;

public class ParameterDesignTests
{
    /// <summary>Parameters that every command has, and their aliases: about_CommonParameters.</summary>
    private static readonly string[] s_common =
    [
        "Confirm", "Debug", "ErrorAction", "ErrorVariable", "InformationAction", "InformationVariable", "OutBuffer",
        "OutVariable", "PipelineVariable", "ProgressAction", "Verbose", "WarningAction", "WarningVariable", "WhatIf",
        "cf", "db", "ea", "ev", "infa", "iv", "ob", "ov", "proga", "pv", "vb", "wa", "wi", "wv",
    ];

    /// <summary>What a command cannot do without where it takes it; an empty one is a mistake, not a wish.</summary>
    private static readonly string[] s_needed = ["Destination", "Job", "Name", "Path", "Reference"];

    /// <summary>An empty one says something: no holder, no condition, no description any more.</summary>
    private static readonly string[] s_empty =
    [
        "Expect", "Filter", "Set-MLModel Description", "Set-MLModelVersion Description",
    ];

    public static TheoryData<string> Commands => [.. CommandType.All.Select(command => command.Name)];

    [Theory, MemberData(nameof(Commands))]
    public void Names_and_aliases_are_given_once_and_are_not_those_that_all_commands_have(string name)
    {
        var names = Find(name).Parameters.Values.SelectMany(parameter => parameter.Names).Concat(s_common).ToList();

        names.ShouldBe(names.Distinct(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void An_alias_is_never_the_name_of_a_parameter_of_another_type()
    {
        var all = CommandType.All.SelectMany(command => command.Parameters.Values).ToList();
        var types = all.ToLookup(parameter => parameter.Property.Name, parameter => parameter.Property.PropertyType);

        foreach (var parameter in all)
        {
            foreach (var alias in parameter.Names.Skip(1))
            {
                types[alias].ShouldAllBe(type => type == parameter.Property.PropertyType, alias);
            }
        }
    }

    [Theory, MemberData(nameof(Commands))]
    public void No_switch_is_mandatory_positional_or_from_the_pipeline(string name)
    {
        foreach (var parameter in Find(name).Parameters.Values.Where(IsSwitch))
        {
            parameter.IsMandatory.ShouldBeFalse(parameter.Property.Name);
            parameter.Position.ShouldBeNull(parameter.Property.Name);
            parameter.FromPipeline.ShouldBeFalse(parameter.Property.Name);
        }
    }

    [Theory, MemberData(nameof(Commands))]
    public void What_is_needed_is_never_empty(string name)
    {
        foreach (var (parameter, declared) in Find(name).Parameters)
        {
            var refuses = declared.IsMandatory || declared.Has("ValidateNotNullOrEmptyAttribute");
            if (s_needed.Contains(parameter))
            {
                // Restore-MLModel looks at what the path is, and says which of the two kinds it wants.
                (refuses || (name, parameter) is ("Restore-MLModel" or "Initialize-MLRegistry", "Path"))
                    .ShouldBeTrue(parameter);
            }

            declared.Has("AllowEmptyStringAttribute")
                .ShouldBe(s_empty.Contains(parameter) || s_empty.Contains($"{name} {parameter}"), parameter);
        }
    }

    /// <summary>Who knows one command knows in which order things go in the others.</summary>
    [Fact]
    public void What_two_commands_take_by_position_comes_in_one_order()
    {
        // To find is to ask with a filter first.
        var orders = CommandType.All.Where(command => command.Verb != "Find").ToDictionary(
            command => command.Name,
            command => Positional(command).Select(parameter => parameter.Property.Name).ToList());

        foreach (var (name, order) in orders)
        {
            foreach (var other in orders.Values)
            {
                order.Where(other.Contains).ShouldBe(other.Where(order.Contains), name);
            }
        }
    }

    [Theory, MemberData(nameof(Commands))]
    public void Mandatory_parameters_of_a_command_come_before_others(string name)
    {
        var positional = Positional(Find(name)).Select(parameter => parameter.IsMandatory).ToList();

        positional.ShouldBe(positional.OrderByDescending(mandatory => mandatory));
    }

    [Theory, MemberData(nameof(Commands))]
    public void Outputs_are_public_and_of_ours_or_the_frameworks(string name)
    {
        foreach (var output in Find(name).Outputs)
        {
            output.IsPublic.ShouldBeTrue(output.Name);
            output.Namespace.ShouldBeOneOf("Registry", "System", "System.IO");
        }
    }

    private static IEnumerable<ParameterDeclaration> Positional(CommandType command) => command.Parameters.Values
        .Where(parameter => parameter.Position is not null).OrderBy(parameter => parameter.Position);

    private static bool IsSwitch(ParameterDeclaration parameter) =>
        parameter.Property.PropertyType.Name == "SwitchParameter";

    private static CommandType Find(string name) => CommandType.All.Single(command => command.Name == name);
}
