using Registry.Naming;

namespace Registry.Tests.Naming;

/// <summary>The tables are what GTO 1.10.1 accepted and refused when it was asked to register each name.</summary>
public sealed class ModelNameTests
{
    public static TheoryData<string> Accepted { get; } =
    [
        "a", "A", "1", "1a", "Z9", "m1", "my-model", "my_model", "My_Model-2", "models/churn", "a/b/c/d", "a--b",
        "a__b",
        "a/-b", "HEAD", "latest", "deprecated", "sub/dir:name", "dir:name", "dir:sub/name", "dir.with.dot:m",
        "dir-with-dash:m", "dir/:m", "_dir:m", "dir_:m", "x.lock:m", "aa.:m",
    ];

    public static TheoryData<string> Refused { get; } =
    [
        "", "a:b:c", "a.b", "a b", "-a", "a-", "a_", "_a", "/a", "a/", "modèle", "m=x", "x=y:z", "m@x", "m#x", "m!",
        ":m",
        "m:", "dir:name-", "x.lock", "m.v1", "m,n", "m+n", "m%n", "m~1", "m^", "m?", "m*", "m[", "m\\x", "m$x",
        "dir :m",
        "a\n", "\na", "a\0b", "ａ", "m\u200b",
    ];

    /// <summary>
    /// GTO's rule lets these through; Git refuses the first five, and GTO silently renames the last two.
    /// </summary>
    public static TheoryData<string> ReadButNotWritten { get; } =
    [
        "./dir:m", "../up:m", ".hidden:m", "aa..bb:m", "aa/.bb:m", "a//b", "/abs/dir:m", "x.lock:m", "dir/x.LOCK:m",
        "dir/:m", "aa.:m", "a/-b", "-d:m", "con", "models/NUL", "aux:m", "com1.x:m", "a/LPT9/b",
    ];

    [Theory, MemberData(nameof(Accepted))]
    public void A_name_that_gto_registers_is_read(string name)
    {
        ModelName.Parse(name).Text.ShouldBe(name);
        ModelName.TryParseTagForm(ModelName.Parse(name).TagForm).ShouldBe(ModelName.Parse(name));
    }

    [Theory, MemberData(nameof(Refused))]
    public void A_name_that_gto_refuses_is_refused(string name) =>
        Support.Refused.With(ErrorCodes.Malformed, () => ModelName.Parse(name));

    [Theory, MemberData(nameof(ReadButNotWritten))]
    public void A_name_that_would_break_elsewhere_is_read_but_never_written(string name)
    {
        var parsed = ModelName.Parse(name);

        Support.Refused.With(ErrorCodes.Malformed, () => NameRules.EnsureWritable(parsed, [])).Message
            .ShouldContain(name);
    }

    [Theory]
    [InlineData("a"), InlineData("path/to/dir:churn"), InlineData("deprecated"), InlineData("HEAD")]
    [InlineData("dir.x:m")]
    [InlineData("console"), InlineData("com"), InlineData("nulls/aux1")]
    public void An_ordinary_name_is_written(string name) =>
        Should.NotThrow(() => NameRules.EnsureWritable(ModelName.Parse(name), []));

    [Fact]
    public void A_name_of_200_characters_is_written_and_one_of_201_is_not()
    {
        Should.NotThrow(() => NameRules.EnsureWritable(ModelName.Parse(new string('a', 200)), []));
        Support.Refused.With(
            ErrorCodes.Malformed, () => NameRules.EnsureWritable(ModelName.Parse(new string('a', 201)), []));
    }

    [Fact]
    public void A_name_that_differs_from_another_only_by_case_is_refused()
    {
        var e = Support.Refused.With(
            ErrorCodes.Malformed, () => NameRules.EnsureWritable(ModelName.Parse("Churn"), [ModelName.Parse("churn")]));

        e.Message.ShouldContain("'churn'");
        Should.NotThrow(() => NameRules.EnsureWritable(ModelName.Parse("churn"), [ModelName.Parse("churn")]));
    }

    [Fact]
    public void A_directory_stands_as_equals_in_tags_and_as_slash_in_paths()
    {
        var name = ModelName.Parse("path/to/dir:churn");

        name.TagForm.ShouldBe("path/to/dir=churn");
        name.PathForm.ShouldBe("path/to/dir/churn");
        ModelName.TryParseTagForm("path/to/dir:churn").ShouldBeNull();
    }

    [Fact]
    public void A_message_shows_a_hostile_name_bounded_and_on_one_line()
    {
        var e = Support.Refused.With(
            ErrorCodes.Malformed, () => ModelName.Parse("x\n\u001b[31m" + new string('y', 5000)));

        e.Message.ShouldNotContain("\n");
        e.Message.ShouldNotContain("\u001b");
        e.Message.Length.ShouldBeLessThan(400);
    }
}
