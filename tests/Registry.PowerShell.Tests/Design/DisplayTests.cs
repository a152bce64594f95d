using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Tests.Design;

public class DisplayTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData(0L, "0 B")]
    [InlineData(1023L, "1023 B")]
    [InlineData(1024L, "1.0 KiB")]
    [InlineData(1536L, "1.5 KiB")]
    [InlineData(157_286_400L, "150 MiB")]
    [InlineData(1_298_341_200L, "1.2 GiB")]
    [InlineData(long.MaxValue, "8.0 EiB")]
    public void Sizes_are_in_the_unit_people_would_choose(long? bytes, string text) =>
        Display.Size(bytes).ShouldBe(text);

    [Fact]
    public void Dates_are_local_and_sort_as_text()
    {
        var noon = new DateTime(2026, 3, 1, 12, 5, 59, DateTimeKind.Local);

        Display.Date(new DateTimeOffset(noon).ToUniversalTime()).ShouldBe("2026-03-01 12:05");
    }

    [Fact]
    public void Lists_and_dictionaries_are_joined()
    {
        Display.Join(null).ShouldBe("");
        Display.Join(new[] { "dev", "prod" }).ShouldBe("dev, prod");
        Display.Join(new Dictionary<string, string> { ["prod"] = "v1.2.0" }).ShouldBe("prod=v1.2.0");
        Display.Join(new Dictionary<string, double> { ["auc"] = 0.5 }).ShouldBe("auc=0.5");
        Display.Join(new System.Collections.Hashtable { ["prod"] = "v1.2.0" }).ShouldBe("prod=v1.2.0");
    }
}
