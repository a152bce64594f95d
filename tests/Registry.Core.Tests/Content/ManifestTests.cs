using System.Text;
using FsCheck.Fluent;
using Registry.Content;
using Registry.Tests.Support;

namespace Registry.Tests.Content;

public sealed class ManifestTests
{
    private const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static readonly string s_zeros = new('0', 64);

    /// <summary>Fixed for ever: other bytes would give every registered version another identity.</summary>
    [Fact]
    public void The_canonical_bytes_and_the_digest_are_these()
    {
        var abc = Digest.Of("abc"u8);
        var manifest = Manifest.Create(
        [
            new("tokenizer/vocab.txt", 3, abc), new("model.onnx", 0, Digest.Of(""u8)), new("Zebra", 3, abc),
            new("a b/é.bin", 3, abc),
        ]);

        Encoding.UTF8.GetString(manifest.ToBytes()).ShouldBe(
            "{\"files\":["
            + Entry("Zebra", Abc, 3) + ","
            + Entry("a b/é.bin", Abc, 3) + ","
            + Entry("model.onnx", Empty, 0) + ","
            + Entry("tokenizer/vocab.txt", Abc, 3)
            + "],\"schema\":1}");
        manifest.Digest.ToString().ShouldBe("sha256:ae06e37f305afc6d6718b2cb7cd318c6f4a43d4e36433c75f3b311bae364676a");
        manifest.TotalSize.ShouldBe(9);
    }

    [Fact]
    public void Files_are_sorted_by_the_utf8_bytes_of_their_paths()
    {
        // UTF-16 would put the emoji (a surrogate, D83D) before the private character (U+E000).
        var manifest = Manifest.Create([File("\U0001f600"), File("\ue000"), File("b"), File("a/b"), File("a-b")]);

        manifest.Files.Select(file => file.Path).ShouldBe(["a-b", "a/b", "b", "\ue000", "\U0001f600"]);
    }

    [Fact]
    public void Every_manifest_reads_back_and_keeps_its_digest() =>
        Generated.ForAll(
            from names in Generated.Text(1, 6, ["a", "B", "é", "模", " x", "-", "_", "0", "\U0001f600"]).NonEmptyListOf()
            from folders in Generated.Text(1, 3, ["d", "e"]).ListOf(names.Count)
            from size in Gen.Choose(0, int.MaxValue)
            select names.Zip(folders, (name, folder) => File($"{folder}/x{name}x") with { Size = size * 5L })
                .DistinctBy(file => file.Path.ToUpperInvariant()).ToList(),
            files =>
            {
                var manifest = Manifest.Create(files);
                var read = Manifest.Parse(manifest.ToBytes(), "manifest");
                read.Files.ShouldBe(manifest.Files);
                read.Digest.ShouldBe(manifest.Digest);
                Manifest.Create(files.Shuffled()).Digest.ShouldBe(manifest.Digest);
            });

    public static TheoryData<string> HostilePaths { get; } =
    [
        "", "/", "/etc/passwd", "//host/share", "..", ".", "../x", "a/../x", "a/..", "a/./b", "a//b", "a/", "C:x",
        "C:/x",
        "a:b", "\\\\host\\share", "a\\b", "..\\x", "nul", "NUL.txt", "a/con", "aux.tar.gz", "COM1", "lpt9.x", "com¹",
        "CONIN$",
        "nul .txt", "a\0b", "a\nb", "a\u001b[31m", "a\u0085b", "\u007f", "e\u0301", "a.", "a ", "a./b", "a*b", "a?b",
        "a\"b", "a<b", "a>b",
        "a|b", new string('x', 256), string.Join('/', Enumerable.Repeat("abcdefgh", 120)),
    ];

    [Theory, MemberData(nameof(HostilePaths))]
    public void A_hostile_path_is_neither_written_nor_read(string path)
    {
        Refused.With(ErrorCodes.UnsafePath, () => Manifest.Create([File(path)]));
        Refused.With(ErrorCodes.UnsafePath, () => Parse(Raw((path, "0"))));
    }

    [Theory]
    [InlineData("a", "A"), InlineData("d/a", "D/b"), InlineData("ä", "Ä"), InlineData("a", "a/b")]
    [InlineData("A", "a/b"), InlineData("a", "a")]
    [InlineData("d/x/1", "d/X/2")]
    public void Paths_that_collide_are_refused(string one, string other)
    {
        Refused.With(ErrorCodes.UnsafePath, () => Manifest.Create([File(one), File(other)]));
        Refused.With(ErrorCodes.UnsafePath, () => Parse(Raw((one, "0"), (other, "0"))));
    }

    [Theory]
    [InlineData("console"), InlineData("nulls"), InlineData(".hidden"), InlineData("a b"), InlineData(" a")]
    [InlineData("-rf"), InlineData("..a"), InlineData("a..b")]
    [InlineData("...a"), InlineData("é"), InlineData("com10"), InlineData("%2e%2e/x"), InlineData("~")]
    [InlineData("$HOME"), InlineData("COM")]
    public void An_odd_but_safe_path_is_kept(string path) => Manifest.Create([File(path)]).Files[0].Path.ShouldBe(path);

    [Fact]
    public void A_path_of_half_a_surrogate_is_refused()
    {
        Refused.With(ErrorCodes.UnsafePath, () => Manifest.Create([File("a\ud800")]));
        Should.Throw<RegistryException>(
            () => Parse($"{{\"files\":[{{\"path\":\"a\\ud800\",\"sha256\":\"{s_zeros}\",\"size\":0}}],\"schema\":1}}"));
    }

    public static TheoryData<string> Malformed { get; } =
    [
        "", " ", "null", "[]", "{}", "\"x\"", "{\"files\":[],\"schema\":1}", "{\"schema\":1}",
        "{\"files\":[],\"schema\":2}", "{\"files\":[],\"schema\":1.5}", "{\"files\":{},\"schema\":1}",
        "{\"files\":null,\"schema\":1}", "{\"files\":[null],\"schema\":1}", "{\"files\":[{}],\"schema\":1}",
        "{\"files\":[],\"schema\":\"1\"}",
        Raw(("a", "-1")), Raw(("a", "1e3")), Raw(("a", "1.0")), Raw(("a", "99999999999999999999")), Raw(("a", "\"1\"")),
        Raw(("a", "01")),
        Raw(("b", "0"), ("a", "0")), Raw(("a", "0")) + " ", Raw(("a", "0")) + "{}", " " + Raw(("a", "0")),
        "\uFEFF" + Raw(("a", "0")),
        Raw(("a", "0")).Replace(",\"schema\"", ", \"schema\"", StringComparison.Ordinal),
        Raw(("a", "0")).Replace("\"schema\":1", "\"schema\":1,\"schema\":1", StringComparison.Ordinal),
        Raw(("a", "0")).Replace("\"schema\":1", "\"schema\":1,\"x\":1", StringComparison.Ordinal),
        Raw(("a", "0")).Replace("\"size\":0", "\"size\":0,\"size\":0", StringComparison.Ordinal),
        Raw(("a", "0")).Replace("\"path\":\"a\"", "\"path\":\"\\u0061\"", StringComparison.Ordinal),
        Raw(("a", "0")).Replace("\"path\":\"a\"", "\"path\":null", StringComparison.Ordinal),
        Raw(("a", "0")).Replace(s_zeros, s_zeros[1..], StringComparison.Ordinal),
        Raw(("a", "0")).Replace(s_zeros, new string('A', 64), StringComparison.Ordinal),
        Raw(("a", "0")).Replace(s_zeros, "sha256:" + s_zeros, StringComparison.Ordinal),
        new string('[', 100_000), "{\"files\":" + new string('[', 20) + new string(']', 20) + ",\"schema\":1}",
    ];

    [Theory, MemberData(nameof(Malformed))]
    public void What_is_not_in_canonical_form_is_refused(string text) =>
        Refused.With(ErrorCodes.Unreadable, () => Parse(text));

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused() => Should.Throw<RegistryException>(() => Manifest.Parse(
        Encoding.Latin1.GetBytes(Raw(("é", "0"))), "manifest")).Error.ShouldBe(ErrorCodes.Unreadable);

    [Fact]
    public void A_file_of_the_largest_size_is_read_and_the_sum_does_not_wrap()
    {
        Parse(Raw(("a", "9223372036854775807"))).TotalSize.ShouldBe(long.MaxValue);
        Refused.With(ErrorCodes.Unreadable, () => Parse(Raw(("a", "9223372036854775807"), ("b", "1"))));
    }

    [Fact]
    public void A_newer_schema_is_refused_by_name() =>
        Refused.With(ErrorCodes.Unreadable, () => Parse("{\"files\":[],\"schema\":2}")).Message
            .ShouldContain("schema is 2");

    [Fact]
    public void Nothing_is_no_model() => Refused.With(ErrorCodes.Malformed, () => Manifest.Create([]));

    private static ManifestFile File(string path) => new(path, 0, Digest.TryParse(s_zeros)!.Value);

    private static Manifest Parse(string text) => Manifest.Parse(Encoding.UTF8.GetBytes(text), "manifest");

    private static string Entry(string path, string sha256, int size) =>
        $"{{\"path\":\"{path}\",\"sha256\":\"{sha256}\",\"size\":{size}}}";

    private static string Raw(params (string Path, string Size)[] files) =>
        "{\"files\":[" + string.Join(',', files.Select(file =>
            $"{{\"path\":{Encoding.UTF8.GetString(CanonicalJson.Write(file.Path))},"
            + $"\"sha256\":\"{s_zeros}\",\"size\":{file.Size}}}"))
        + "],\"schema\":1}";
}
