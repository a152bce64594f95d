using System.Xml.Linq;

namespace Registry.PowerShell.Tests.Design;

public class ViewTests
{
    private const int MostColumns = 5;

    private static readonly XDocument Format = XDocument.Load(SourceTree.PathOf("module/Registry.Format.ps1xml"));

    private static readonly XDocument Types = XDocument.Load(SourceTree.PathOf("module/Registry.Types.ps1xml"));

    public static TheoryData<string> OutputTypes =>
    [
        .. CommandType.All.SelectMany(command => command.Outputs).Where(type => type.Namespace == "Registry")
            .Select(type => type.FullName!).Distinct(),
    ];

    [Theory, MemberData(nameof(OutputTypes))]
    public void Every_output_type_has_a_table_and_a_list(string type)
    {
        Views(type, "TableControl").Count().ShouldBe(1);
        Views(type, "ListControl").Count().ShouldBe(1);
    }

    [Theory, MemberData(nameof(OutputTypes))]
    public void A_table_has_as_many_cells_as_columns_and_not_too_many(string type)
    {
        var table = Views(type, "TableControl").Single();
        var columns = table.Descendants("TableColumnHeader").ToList();

        columns.Count.ShouldBeLessThanOrEqualTo(MostColumns);
        table.Descendants("TableColumnItem").Count().ShouldBe(columns.Count);
        table.Descendants("Wrap").ShouldNotBeEmpty("what has no room is on another line, not lost");
        (table.Descendants("AutoSize").Any() || columns[0].Element("Width") is not null).ShouldBeTrue(
            "without either PowerShell fits columns to the first object alone");
    }

    [Fact]
    public void What_is_wrong_is_read_over_the_whole_width()
    {
        var defaults = Format.Descendants("View").GroupBy(view => view.Descendants("TypeName").First().Value)
            .Where(views => views.Key.EndsWith("Finding", StringComparison.Ordinal)).Select(views => views.First()).ToList();

        defaults.ShouldNotBeEmpty();
        defaults.ShouldAllBe(view => view.Element("CustomControl") != null);
    }

    [Fact]
    public void Members_that_are_added_are_hidden() =>
        Types.Descendants("ScriptProperty").Concat(Types.Descendants("NoteProperty")).Concat(Types.Descendants("AliasProperty"))
            .Where(member => typeof(Model).Assembly.GetType(member.Ancestors("Type").Single().Element("Name")!.Value) is not null)
            .Where(member => member.Attribute("IsHidden")?.Value != "true").ShouldBeEmpty("ConvertTo-Json would write them");

    [Theory, MemberData(nameof(OutputTypes))]
    public void Views_show_properties_that_are_there(string type)
    {
        var properties = typeof(Model).Assembly.GetType(type)!.GetProperties().Select(property => property.Name);
        var usual = Types.Descendants("Type").Single(t => t.Element("Name")!.Value == type);

        var shown = Views(type, "TableControl").Concat(Views(type, "ListControl")).Descendants("PropertyName")
            .Concat(usual.Descendants("ReferencedProperties").Elements());
        shown.Select(name => name.Value).ShouldBeSubsetOf(properties);
    }

    private static IEnumerable<XElement> Views(string type, string control) => Format.Descendants("View")
        .Where(view => view.Element(control) is not null)
        .Where(view => view.Descendants("TypeName").Any(name => name.Value == type));
}
