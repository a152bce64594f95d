using Registry.HelpGenerator.Output;
using Registry.HelpGenerator.Pages;

namespace Registry.HelpGenerator;

/// <summary>Reads the pages, holds them to the commands and codes, and writes what <c>Get-Help</c> reads.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is not [var pages, var errors, var output])
        {
            Console.Error.WriteLine("usage: Registry.HelpGenerator PAGES ERRORS OUTPUT");
            return 2;
        }

        var help = HelpSet.Read(pages, errors);
        foreach (var fault in help.Faults)
        {
            // The form in which MSBuild takes errors over.
            Console.Error.WriteLine($"{fault.File}({fault.Line}): error HELP: {fault.Message}");
        }

        if (help.Faults.Count > 0)
        {
            return 1;
        }

        Directory.CreateDirectory(output);
        MamlFile.Write(Path.Combine(output, MamlFile.Name), help.Commands);
        foreach (var topic in help.Topics)
        {
            File.WriteAllText(Path.Combine(output, $"{topic.Name}.help.txt"), TopicText.Of(topic, help.Errors));
        }

        return 0;
    }
}
