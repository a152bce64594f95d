using System.Reflection;
using Registry.PowerShell.Binding;

namespace Registry.HelpGenerator.Commands;

/// <summary>A command as its attributes declare it.</summary>
internal sealed class CommandInfo
{
    private readonly CustomAttributeData _cmdlet;
    private readonly Type _type;

    private CommandInfo(Type type, CustomAttributeData cmdlet)
    {
        (_type, _cmdlet) = (type, cmdlet);
        // For what its properties begin with; the hollow assembly lets it be made, and do nothing.
        var made = Activator.CreateInstance(type)!;
        Parameters =
        [
            .. from property in type.GetProperties()
               from declared in Attributes(property, "ParameterAttribute")
               select new ParameterDeclaration(property, declared, made),
        ];
        (made as IDisposable)?.Dispose();
        if (SupportsShouldProcess)
        {
            Parameters = [.. Parameters, ParameterDeclaration.WhatIf, ParameterDeclaration.Confirm];
        }
    }

    public static IReadOnlyList<CommandInfo> All { get; } =
    [
        .. from type in typeof(CoreCmdlet).Assembly.GetTypes()
           from cmdlet in Attributes(type, "CmdletAttribute")
           let command = new CommandInfo(type, cmdlet)
           orderby command.Name
           select command,
    ];

    public string Verb => (string)_cmdlet.ConstructorArguments[0].Value!;

    public string Noun => (string)_cmdlet.ConstructorArguments[1].Value!;

    public string Name => $"{Verb}-{Noun}";

    /// <summary>Where the page is to be read on the web; null where the command does not say.</summary>
    public string? HelpUri => Named("HelpUri") as string;

    public string? DefaultSet => Named("DefaultParameterSetName") as string;

    /// <summary>One for each parameter and set that it is declared for.</summary>
    public IReadOnlyList<ParameterDeclaration> Parameters { get; }

    /// <summary>Parameters that a page has to describe: all but those that PowerShell adds.</summary>
    public IReadOnlyList<string> Documented =>
        [.. Parameters.Where(parameter => parameter.Text is null).Select(parameter => parameter.Name).Distinct()];

    /// <summary>Full names of the types that come out.</summary>
    public IReadOnlyList<string> Outputs =>
    [
        .. Attributes(_type, "OutputTypeAttribute").SelectMany(attribute => attribute.ConstructorArguments)
            .SelectMany(argument => (IEnumerable<CustomAttributeTypedArgument>)argument.Value!)
            .Select(argument => ((Type)argument.Value!).FullName!),
    ];

    /// <summary>What can be given together, the default first: by position, then what is required.</summary>
    public IEnumerable<IReadOnlyList<ParameterDeclaration>> Syntaxes
    {
        get
        {
            var sets = Parameters.Select(parameter => parameter.Set).OfType<string>().Distinct()
                .OrderByDescending(set => set == DefaultSet).ToList();
            return (sets.Count == 0 ? [null] : sets.Cast<string?>()).Select(set => Parameters
                .Where(parameter => parameter.Set is null || parameter.Set == set)
                .OrderBy(parameter => parameter.Position ?? int.MaxValue)
                .ThenByDescending(parameter => parameter.Required)
                .ToList());
        }
    }

    private bool SupportsShouldProcess => Named("SupportsShouldProcess") is true;

    private object? Named(string name) =>
        _cmdlet.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value;

    internal static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(data => data.AttributeType.Name == name);
}
