using System.Reflection;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Tests.Design;

/// <summary>A command as its attributes declare it; read as data, as no PowerShell is here to construct them.</summary>
internal sealed class CommandType
{
    private readonly CustomAttributeData _cmdlet;

    private CommandType(Type type, CustomAttributeData cmdlet) => (Type, _cmdlet) = (type, cmdlet);

    public static IReadOnlyList<CommandType> All { get; } =
    [
        .. from type in typeof(RegistryCmdlet).Assembly.GetTypes()
           let cmdlet = Find(type, "CmdletAttribute").SingleOrDefault()
           where cmdlet is not null
           orderby type.Name
           select new CommandType(type, cmdlet),
    ];

    public Type Type { get; }

    public string Verb => (string)_cmdlet.ConstructorArguments[0].Value!;

    public string Noun => (string)_cmdlet.ConstructorArguments[1].Value!;

    public string Name => $"{Verb}-{Noun}";

    public bool SupportsShouldProcess =>
        _cmdlet.NamedArguments.Any(a => a.MemberName == "SupportsShouldProcess" && a.TypedValue.Value is true);

    public IReadOnlyList<Type> Outputs =>
    [
        .. Find(Type, "OutputTypeAttribute").SelectMany(attribute => attribute.ConstructorArguments)
            .SelectMany(argument => (IEnumerable<CustomAttributeTypedArgument>)argument.Value!)
            .Select(argument => (Type)argument.Value!),
    ];

    /// <summary>Parameters by name, each with what its attribute sets.</summary>
    public IReadOnlyDictionary<string, ParameterDeclaration> Parameters => (
        from property in Type.GetProperties()
        from attribute in Find(property, "ParameterAttribute")
        select new ParameterDeclaration(property, attribute)).ToDictionary(parameter => parameter.Property.Name);

    public override string ToString() => Name;

    internal static IEnumerable<CustomAttributeData> Find(MemberInfo member, string attribute) =>
        member.GetCustomAttributesData().Where(data => data.AttributeType.Name == attribute);
}

/// <summary>A parameter as declared.</summary>
internal sealed record ParameterDeclaration(PropertyInfo Property, CustomAttributeData Attribute)
{
    public bool FromPipelineByPropertyName => Sets("ValueFromPipelineByPropertyName");

    public bool IsMandatory => Sets("Mandatory");

    public bool FromPipeline => Sets("ValueFromPipeline");

    public IEnumerable<string> Names => CommandType.Find(Property, "AliasAttribute")
        .SelectMany(alias => (IEnumerable<CustomAttributeTypedArgument>)alias.ConstructorArguments[0].Value!)
        .Select(argument => (string)argument.Value!).Prepend(Property.Name);

    public int? Position =>
        (int?)Attribute.NamedArguments.SingleOrDefault(argument => argument.MemberName == "Position").TypedValue.Value;

    public bool Has(string attribute) => CommandType.Find(Property, attribute).Any();

    private bool Sets(string name) =>
        Attribute.NamedArguments.Any(argument => argument.MemberName == name && argument.TypedValue.Value is true);
}
