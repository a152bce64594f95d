using System.Text;
using Registry.Content;
using Registry.Tests.Support;

namespace Registry.Tests.Content;

public sealed class SourceFilesTests
{
    [Fact]
    public void A_file_is_known_by_its_name_alone()
    {
        using var folder = new TempFolder();
        folder.Write("deep/er/model.onnx", "x");

        Paths(folder["deep/er/model.onnx"]).ShouldBe(["model.onnx"]);
    }

    [Fact]
    public void A_folder_gives_every_file_below_it_relative()
    {
        using var folder = new TempFolder();
        string[] files = ["-rf", "a b/c d.txt", ".hidden", "--help/x", "模型/é.bin", "deep/er/est/x", "empty"];
        foreach (var file in files)
        {
            folder.Write("model/" + file, file == "empty" ? "" : "x");
        }

        folder.CreateFolder("model/nothing in here");

        Paths(folder["model"]).ShouldBe(files, ignoreOrder: true);
        Paths(folder["model"] + "/").ShouldBe(files, ignoreOrder: true);
    }

    [Fact]
    public void A_name_in_decomposed_form_is_composed()
    {
        using var folder = new TempFolder();
        var decomposed = "re\u0301sume\u0301.bin";
        folder.Write("model/" + decomposed, "x");

        var found = SourceFiles.Find(folder["model"], CancellationToken.None).Single();

        found.Path.ShouldBe(decomposed.Normalize(NormalizationForm.FormC));
        File.ReadAllText(found.FullPath).ShouldBe("x");
    }

    [Fact]
    public void Two_names_that_compose_to_one_are_refused_when_the_manifest_is_made()
    {
        using var folder = new TempFolder();
        folder.Write("model/e\u0301", "x");
        folder.Write("model/\u00e9", "y");
        var found = SourceFiles.Find(folder["model"], CancellationToken.None);

        Refused.With(
            ErrorCodes.UnsafePath, () => Manifest.Create(found.Select(f => new ManifestFile(f.Path, f.Size, default))));
    }

    [Theory]
    [InlineData("file"), InlineData("folder"), InlineData("nowhere")]
    public void A_link_is_refused_by_its_path(string to)
    {
        using var folder = new TempFolder();
        folder.Write("file", "x");
        folder.Write("folder/x", "x");
        folder.Write("model/sub/fine", "x");
        File.CreateSymbolicLink(folder["model/sub/link"], folder[to]);

        Refused.With(ErrorCodes.UnsafePath, () => Paths(folder["model"])).Message.ShouldContain("'sub/link'");
    }

    [Fact]
    public void A_link_named_by_the_user_is_refused_too()
    {
        using var folder = new TempFolder();
        folder.Write("file", "x");
        folder.Write("folder/x", "x");
        File.CreateSymbolicLink(folder["to-file"], folder["file"]);
        File.CreateSymbolicLink(folder["to-folder"], folder["folder"]);

        Refused.With(ErrorCodes.UnsafePath, () => Paths(folder["to-file"]));
        Refused.With(ErrorCodes.UnsafePath, () => Paths(folder["to-folder"]));
    }

    [Fact]
    public void A_pipe_is_refused_and_not_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes as files are told from others on Linux alone.");
        using var folder = new TempFolder();
        folder.CreateFolder("model");
        Command.Run(folder.Path, "mkfifo", "model/pipe").Succeeded();

        Refused.With(ErrorCodes.UnsafePath, () => Paths(folder["model"])).Message.ShouldContain("'pipe'");
        Refused.With(ErrorCodes.UnsafePath, () => Paths(folder["model/pipe"]));
    }

    [Fact]
    public void What_is_not_there_is_not_found()
    {
        using var folder = new TempFolder();

        Refused.With(ErrorCodes.NotFound, () => Paths(folder["gone"])).Message.ShouldContain("gone");
    }

    [Fact]
    public void A_file_whose_name_is_no_unicode_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no such names.");
        using var folder = new TempFolder();
        folder.CreateFolder("model");
        Command.Run(folder["model"], "bash", "-c", "printf x > $'bad\\xff.bin'").Succeeded();

        try
        {
            Refused.With(ErrorCodes.UnsafePath, () => Paths(folder["model"]));
        }
        finally
        {
            // .NET cannot name it, and so not delete it.
            Command.Run(folder.Path, "rm", "-r", "model").Succeeded();
        }
    }

    private static IEnumerable<string> Paths(string path) =>
        SourceFiles.Find(path, CancellationToken.None).Select(file => file.Path);
}
