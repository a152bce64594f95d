using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Registry.Tests;

/// <summary>What holds the core apart from its hosts, and the catalogue that they share.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly s_core = typeof(ModelRegistry).Assembly;

    [Fact]
    public void The_core_knows_no_powershell_no_msbuild_and_no_console()
    {
        string[] hosts =
            ["System.Management.Automation", "Microsoft.Build", "Microsoft.PowerShell", "System.Console", "Registry."];

        s_core.GetReferencedAssemblies().Select(reference => reference.Name!)
            .ShouldAllBe(name => !hosts.Any(host => name.StartsWith(host, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_public_surface_is_made_of_the_platforms_types_and_its_own()
    {
        foreach (var type in s_core.GetExportedTypes())
        {
            foreach (var used in TypesIn(type))
            {
                var assembly = used.Assembly.GetName().Name!;
                (used.Assembly == s_core || assembly.StartsWith("System.", StringComparison.Ordinal))
                    .ShouldBeTrue($"{type} shows {used} of {assembly}");
            }
        }
    }

    [Fact]
    public void Only_one_file_starts_processes()
    {
        using var image = new PEReader(File.OpenRead(s_core.Location));
        var metadata = image.GetMetadataReader();
        var starters = metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(member => metadata.GetString(member.Name) == "Start")
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name))
            .ToList();

        starters.Count(name => name == "Process").ShouldBe(1);
    }

    [Fact]
    public void Codes_are_unique_sorted_and_of_one_form()
    {
        var codes = ErrorCodes.All.Select(code => code.Id).ToList();

        codes.ShouldAllBe(code => System.Text.RegularExpressions.Regex.IsMatch(code, @"\AMLR[0-9]{4}\z"));
        codes.ShouldBeUnique();
        codes.ShouldBe(codes.Order(StringComparer.Ordinal));
        ErrorCodes.All.ShouldAllBe(code => code.When.EndsWith('.'));
        ErrorCodes.All.ShouldAllBe(code => code.HelpLink.EndsWith($"/docs/errors/{code.Id}.md", StringComparison.Ordinal));
        typeof(ErrorCodes).GetFields().Where(field => !field.IsLiteral).Select(field => (ErrorCode)field.GetValue(null)!)
            .ShouldBe(ErrorCodes.All, ignoreOrder: true);
    }

    [Fact]
    public void Every_code_that_users_are_promised_is_there() => ErrorCodes.All.Select(code => code.Id).ShouldBe(
    [
        "MLR1001", "MLR1002", "MLR1003", "MLR1004", "MLR1005", "MLR1006", "MLR1101", "MLR1102", "MLR1103", "MLR1104",
        "MLR1105", "MLR1106", "MLR1107",
        "MLR1201", "MLR1202", "MLR1203", "MLR1403", "MLR1404", "MLR1501", "MLR2004", "MLR2010", "MLR3007",
    ]);

    private static IEnumerable<Type> TypesIn(Type type)
    {
        const BindingFlags own =
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<Type?> used =
        [
            type.BaseType, .. type.GetInterfaces(), .. type.GetFields(own).Select(field => field.FieldType),
            .. type.GetProperties(own).Select(property => property.PropertyType),
            .. type.GetMethods(own).Select(method => method.ReturnType),
            .. type.GetMethods(own).Cast<MethodBase>().Concat(type.GetConstructors(own))
                .SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType),
        ];
        return used.OfType<Type>().SelectMany(Parts).Where(part => !part.IsGenericParameter).Distinct();
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
            : !type.IsGenericType ? [type]
            : type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition());
}
