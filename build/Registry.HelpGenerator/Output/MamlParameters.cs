using System.Xml.Linq;
using Registry.HelpGenerator.Commands;
using Registry.HelpGenerator.Pages;

namespace Registry.HelpGenerator.Output;

/// <summary>Parameters in MAML: how they are typed from the command, what they mean from the page.</summary>
internal static class MamlParameters
{
    public static XElement Syntax(CommandInfo command) => new(
        Maml.Command + "syntax",
        command.Syntaxes.Select(set => new XElement(
            Maml.Command + "syntaxItem",
            new XElement(Maml.Text + "name", command.Name),
            set.Select(parameter => Parameter(parameter, null)))));

    public static XElement All(CommandInfo command, CommandPage page) => new(
        Maml.Command + "parameters",
        command.Parameters.DistinctBy(parameter => parameter.Name)
            .OrderBy(parameter => parameter.Position ?? int.MaxValue)
            .ThenBy(parameter => parameter.Text is not null).ThenBy(parameter => parameter.Name, StringComparer.Ordinal)
            .Select(parameter => Parameter(parameter, Description(parameter, page))));

    private static XElement Description(ParameterDeclaration parameter, CommandPage page) =>
        parameter.Text is { } text ? Maml.Description(text)
            : Maml.Description(page.Parameters.Single(entry => entry.Name == parameter.Name).Text);

    private static XElement Parameter(ParameterDeclaration parameter, XElement? description) => new(
        Maml.Command + "parameter",
        new XAttribute("required", parameter.Required),
        new XAttribute("variableLength", parameter.Type.EndsWith("[]", StringComparison.Ordinal)),
        new XAttribute("globbing", parameter.TakesWildcards),
        new XAttribute("pipelineInput", Pipeline(parameter)),
        new XAttribute("position", (object?)parameter.Position ?? "named"),
        new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(Maml.Text + "name", parameter.Name),
        description,
        Values(parameter, description is null),
        new XElement(Maml.Dev + "type", new XElement(Maml.Text + "name", parameter.Type)),
        new XElement(Maml.Dev + "defaultValue", parameter.Default));

    /// <summary>A switch has no value to type; where the values can be counted, the syntax counts them.</summary>
    private static XElement? Values(ParameterDeclaration parameter, bool isSyntax)
    {
        if (isSyntax && parameter.IsSwitch)
        {
            return null;
        }

        return isSyntax && parameter.Values.Count > 0
            ? new XElement(
                Maml.Command + "parameterValueGroup", parameter.Values.Select(value => Value(value, false)))
            : Value(parameter.Type, !parameter.IsSwitch);
    }

    private static XElement Value(string text, bool required) => new(
        Maml.Command + "parameterValue",
        new XAttribute("required", required), new XAttribute("variableLength", false), text);

    private static string Pipeline(ParameterDeclaration taking) => (taking.ByValue, taking.ByPropertyName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
