using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Registry.HelpGenerator.Commands;

/// <summary>A parameter as declared for one set of parameters, or for all.</summary>
internal sealed class ParameterDeclaration
{
    private readonly PropertyInfo? _property;
    private readonly CustomAttributeData? _declared;

    public ParameterDeclaration(PropertyInfo property, CustomAttributeData declared, object command)
    {
        (_property, _declared, Name) = (property, declared, property.Name);
        Type = TypeName.Of(property.PropertyType);
        Aliases = [.. Arguments("AliasAttribute").Select(argument => (string)argument.Value!)];
        Default = IsSwitch ? "False" : Shown(property.GetValue(command));
    }

    private ParameterDeclaration(string name, string alias, string text) =>
        (Name, Aliases, Type, Default, Text) = (name, [alias], "SwitchParameter", "False", text);

    /// <summary>As PowerShell adds it to what changes something.</summary>
    public static ParameterDeclaration WhatIf { get; } =
        new("WhatIf", "wi", "Shows what would happen, and changes nothing.");

    public static ParameterDeclaration Confirm { get; } =
        new("Confirm", "cf", "Asks before anything is changed. -Confirm:$false asks nothing, as scripts need it.");

    public string Name { get; }

    /// <summary>Such as <c>String[]</c>.</summary>
    public string Type { get; }

    /// <summary>What it begins with, as it is typed; <c>None</c> where that is nothing.</summary>
    public string Default { get; }

    /// <summary>What it does, where no page says so.</summary>
    public string? Text { get; }

    public IReadOnlyList<string> Aliases { get; }

    public bool IsSwitch => Type == "SwitchParameter";

    /// <summary>The set that it belongs to; null for all.</summary>
    public string? Set => Named("ParameterSetName") is string and not "__AllParameterSets" and var set ? set : null;

    public bool Required => Named("Mandatory") is true;

    public int? Position => Named("Position") as int?;

    public bool ByValue => Named("ValueFromPipeline") is true;

    public bool ByPropertyName => Named("ValueFromPipelineByPropertyName") is true;

    public bool TakesPipeline => ByValue || ByPropertyName;

    public bool TakesWildcards => Has("SupportsWildcardsAttribute");

    /// <summary>The values there are, where they can be counted.</summary>
    public IReadOnlyList<string> Values
    {
        get
        {
            var type = _property?.PropertyType is { } declared
                ? declared.GetElementType() ?? Nullable.GetUnderlyingType(declared) ?? declared : null;
            return type is { IsEnum: true } ? Enum.GetNames(type)
                : [.. Arguments("ValidateSetAttribute").Select(argument => (string)argument.Value!)];
        }
    }

    private IEnumerable<CustomAttributeTypedArgument> Arguments(string attribute) => _property is null ? []
        : CommandInfo.Attributes(_property, attribute).SelectMany(data => data.ConstructorArguments)
            .SelectMany(argument => (IEnumerable<CustomAttributeTypedArgument>)argument.Value!);

    private bool Has(string attribute) => _property is not null && CommandInfo.Attributes(_property, attribute).Any();

    private object? Named(string name) =>
        _declared?.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value;

    private static string Shown(object? value) => value switch
    {
        null or "" => "None",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => string.Join(", ", list.Cast<object?>().Select(Shown)) is { Length: > 0 } all ? all : "None",
        _ => $"{value}",
    };
}
