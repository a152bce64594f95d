using Microsoft.Build.Utilities;
using Registry.Testing;

namespace Registry.MSBuild.Tests;

public sealed class TextTests
{
    [Theory]
    [InlineData("churn", "Churn")]
    [InlineData("text/churn-v2", "TextChurnV2")]
    [InlineData("src/models:big_one", "SrcModelsBigOne")]
    [InlineData("2nd", "_2nd")]
    [InlineData("path", "_Path")]
    [InlineData("to-string", "_ToString")]
    [InlineData("model-assets", "_ModelAssets")]
    public void A_model_s_name_becomes_a_class_name(string model, string expected) =>
        ConstantsWriter.ClassNameOf(model, "ModelAssets").ShouldBe(expected);

    [Theory]
    [InlineData("App", "App")]
    [InlineData("my-app.2.class", "my_app._2.@class")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_project_s_name_becomes_a_namespace(string? name, string expected) =>
        ConstantsWriter.NamespaceOf(name).ShouldBe(expected);

    [Theory]
    [InlineData("a", "b", false)]
    [InlineData("a", "A", true)]
    [InlineData("a", "a/b", true)]
    [InlineData("a", "a-b", false)]
    [InlineData(".", "b", true)]
    public void Link_bases_overlap_where_one_holds_the_other(string first, string second, bool expected)
    {
        var models = PinnedModel.ReadAll([Reference("x", first), Reference("y", second)], []);

        OutputLinks.Overlap(models).ShouldBe(expected);
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("a/../../up")]
    [InlineData("/rooted")]
    [InlineData("C:/rooted")]
    public void A_link_base_outside_the_output_is_refused(string linkBase) =>
        Should.Throw<RegistryException>(() => PinnedModel.ReadAll([Reference("x", linkBase)], [])).Code.ShouldBe("MLR1404");

    [Theory]
    [InlineData("{ \"a\": 1", 1)]
    [InlineData("{\n \"a\": 1,\n \"a\": 2 }", 0)]
    [InlineData("[1]", 1)]
    [InlineData("{ \"a\": { \"b\": 1 } }", 0)]
    [InlineData("{ \"a\": 1e999 }", 0)]
    [InlineData("{ \"a\": null }", 0)]
    public void Metrics_are_numbers_in_one_flat_object(string json, int line)
    {
        using var folder = new TempFolder();
        var path = folder.Write("metrics.json", json);

        var error = Should.Throw<RegistryException>(() => FlatJson.ReadNumbers(path));

        (error.Code, error.File).ShouldBe(("MLR1005", path));
        if (line > 0)
        {
            error.Line.ShouldBe(line);
        }
    }

    private static TaskItem Reference(string name, string linkBase) =>
        new(name, new Dictionary<string, string> { ["Version"] = "1.0.0", ["LinkBase"] = linkBase });
}
