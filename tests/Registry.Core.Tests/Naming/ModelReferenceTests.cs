using Registry.Naming;
using Registry.Tests.Support;

namespace Registry.Tests.Naming;

public sealed class ModelReferenceTests
{
    [Theory]
    [InlineData("churn", "*"), InlineData("churn@latest", "*"), InlineData("churn@greatest", "*")]
    [InlineData("churn@v2.1.0", "[2.1.0]"), InlineData("churn@2.1.0", "[2.1.0]")]
    [InlineData("churn@[1.2,2.0)", "[1.2,2.0)")]
    [InlineData("churn@2.*", "2.*"), InlineData("churn#prod", "#prod"), InlineData("churn#eu/west", "#eu/west")]
    public void A_reference_is_a_model_and_a_pin(string text, string pin)
    {
        var reference = ModelReference.Parse(text);

        reference.Model.Text.ShouldBe("churn");
        reference.Pin.ShouldNotBeNull().Requested.ShouldBe(pin);
        reference.Tag.ShouldBeNull();
    }

    [Theory]
    [InlineData("path/to/dir:churn@v1.0.0"), InlineData("path/to/dir=churn@v1.0.0"), InlineData("path/to/dir:churn")]
    [InlineData("path/to/dir=churn#prod")]
    public void A_directory_is_read_in_both_forms(string text) =>
        ModelReference.Parse(text).Model.Text.ShouldBe("path/to/dir:churn");

    [Theory]
    [InlineData("churn#prod#3"), InlineData("churn@v1.0.0#3"), InlineData("churn@v1.0.0!"), InlineData("churn#prod!#4")]
    [InlineData("churn@deprecated#9"), InlineData("churn+annotated#2")]
    public void The_name_of_a_tag_stands_for_its_event(string text)
    {
        ModelReference.Parse(text).Tag.ShouldBe(TagName.TryParse(text));
        ModelReference.Parse("refs/tags/" + text).Tag.ShouldBe(TagName.TryParse(text));
    }

    [Theory]
    [InlineData("refs/tags/churn@v1.0.0"), InlineData("refs/tags/churn#prod")]
    public void A_full_ref_always_stands_for_its_event(string text) => ModelReference.Parse(text).Tag.ShouldNotBeNull();

    [Theory]
    [InlineData(""), InlineData("@"), InlineData("#prod"), InlineData("@v1.0.0"), InlineData("churn@")]
    [InlineData("churn#")]
    [InlineData("churn@1.2"), InlineData("churn@banana"), InlineData("churn#p.q"), InlineData("-churn")]
    [InlineData("a b")]
    [InlineData("churn@(2.0,1.0)"), InlineData("churn@--upload-pack=x")]
    public void A_malformed_reference_is_refused(string text) =>
        Refused.With(ErrorCodes.Malformed, () => ModelReference.Parse(text));
}
