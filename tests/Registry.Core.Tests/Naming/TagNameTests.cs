using Registry.Naming;
using Registry.Tests.Support;

namespace Registry.Tests.Naming;

public sealed class TagNameTests
{
    [Theory]
    [InlineData("m@v1.0.0", EventKind.Register, null)]
    [InlineData("m@v1.0.0#7", EventKind.Register, 7L)]
    [InlineData("m@v1.0.0!", EventKind.Deregister, null)]
    [InlineData("m@v1.0.0!#7", EventKind.Deregister, 7L)]
    [InlineData("m#prod", EventKind.Assign, null)]
    [InlineData("m#prod#12", EventKind.Assign, 12L)]
    [InlineData("m#prod!", EventKind.Unassign, null)]
    [InlineData("m#prod!#12", EventKind.Unassign, 12L)]
    [InlineData("m@deprecated", EventKind.Deprecate, null)]
    [InlineData("m@deprecated#3", EventKind.Deprecate, 3L)]
    [InlineData("m@created", EventKind.Created, null)]
    [InlineData("models/text=churn#dev#1", EventKind.Assign, 1L)]
    [InlineData("m#p/q_r-s#2", EventKind.Assign, 2L)]
    [InlineData("m#deprecated#2", EventKind.Assign, 2L)]
    [InlineData("m@v1.1.0-rc.1+build.5", EventKind.Register, null)]
    [InlineData("m+annotated#4", EventKind.Extension, 4L)]
    [InlineData("m@v1.0.0#99999999999999999999", EventKind.Register, long.MaxValue)]
    public void A_tag_of_the_grammar_is_taken_apart(string tag, EventKind kind, long? counter)
    {
        var name = TagName.TryParse(tag).ShouldNotBeNull();

        name.Kind.ShouldBe(kind);
        name.Counter.ShouldBe(counter);
        TagName.TryParse("refs/tags/" + tag).ShouldBe(name);
    }

    [Theory]
    [InlineData("v1.0.0"), InlineData("m"), InlineData(""), InlineData("@v1.0.0"), InlineData("#prod#1")]
    [InlineData("m@latest"), InlineData("m@v1.2"), InlineData("m@1.0.0"), InlineData("m@V1.0.0")]
    [InlineData("m@v01.0.0")]
    [InlineData("m@v1.0.0-01"), InlineData("m@v1.0.0!!"), InlineData("m@v1.0.0#"), InlineData("m@v1.0.0#x")]
    [InlineData("m@v1.0.0#-1"), InlineData("m@v1.0.0#1#2"), InlineData("m@v1.0.0#1!"), InlineData("m@deprecated!")]
    [InlineData("m#prod#"), InlineData("m##1"), InlineData("m#p.q#1"), InlineData("m#-p"), InlineData("m#prod!#")]
    [InlineData("models/text:churn@v0.0.1"), InlineData("a=b=c@v1.0.0"), InlineData("m@v1.0.0\n")]
    [InlineData("m@v1.0.0#1\n")]
    [InlineData("m@v1.0.0#٣"), InlineData("m+annotated"), InlineData("m+Annotated#1"), InlineData("m+#1")]
    public void A_tag_of_another_tool_is_passed_over(string tag) => TagName.TryParse(tag).ShouldBeNull();

    [Theory]
    [InlineData("m#prod#007", 7L), InlineData("m@v1.0.0#0", 0L)]
    public void Leading_zeros_of_a_counter_count_for_nothing(string tag, long counter) =>
        TagName.TryParse(tag)!.Counter.ShouldBe(counter);

    [Theory]
    [InlineData("Prod"), InlineData("p"), InlineData("p-1"), InlineData("p_1"), InlineData("p/q"), InlineData("1")]
    [InlineData("production/eu-west_1"), InlineData("deprecated"), InlineData("latest")]
    public void A_stage_that_gto_assigns_is_read(string stage) => StageName.Parse(stage).Text.ShouldBe(stage);

    [Theory]
    [InlineData(""), InlineData("p.q"), InlineData("p q"), InlineData("p-"), InlineData("-p"), InlineData("pro#d")]
    [InlineData("pro@d"), InlineData("p:q"), InlineData("p!"), InlineData("prod\n")]
    public void A_stage_that_gto_refuses_is_refused(string stage) =>
        Refused.With(ErrorCodes.Malformed, () => StageName.Parse(stage));

    [Theory]
    [InlineData("p//q"), InlineData("p/-q"), InlineData("nul"), InlineData("a/com1")]
    public void A_stage_that_would_break_elsewhere_is_read_but_never_written(string stage) =>
        Refused.With(ErrorCodes.Malformed, () => NameRules.EnsureWritable(StageName.Parse(stage)));

    [Fact]
    public void Every_tag_name_reads_back_as_it_was_written() =>
        Generated.ForAll(Names.Tags, tag => TagName.TryParse(tag.ToString()).ShouldBe(tag), tests: 1000);

    [Fact]
    public void Every_text_is_either_no_tag_or_one_that_reads_back_as_itself() =>
        Generated.ForAll(
            Generated.Text(
                1, 8, ["m", "@", "#", "!", "v1.0.0", "v", "1", "0", ".", "-", "+", "=", "/", "prod", "deprecated"]),
            text =>
            {
                if (TagName.TryParse(text) is { } tag)
                {
                    TagName.TryParse(tag.ToString()).ShouldBe(tag);
                }
            },
            tests: 5000);
}
