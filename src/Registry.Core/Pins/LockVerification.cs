using Registry.Content;

namespace Registry.Pins;

/// <summary>
/// Hashes what stands in a project's tree against its lock file. Asks nobody, and trusts no time stamp: every byte is
/// read.
/// </summary>
internal sealed class LockVerification(VerifyRequest request)
{
    private readonly List<PinFinding> _findings = [];
    private int _files;

    public async Task<VerifyReport> RunAsync(CancellationToken cancel)
    {
        var locked = await LockFileReader.ReadAsync(request.LockFile, cancel);
        foreach (var pin in WantedPin.CreateAll(request.Pins))
        {
            if (locked?.Find(pin.Name) is not { } entry || !entry.Answers(pin))
            {
                Add(
                    ErrorCodes.LockDisagrees,
                    $"'{pin.Name}' ({pin.Requested}) is not in '{request.LockFile}'; run 'dotnet msbuild "
                    + "-t:RestoreModels'.",
                    pin.Source.SourceFile, pin.Source.SourceLine);
                continue;
            }

            await pin.LocateAsync(() => Task.Run(() => Verify(pin, entry, cancel), cancel));
        }

        return new VerifyReport { Files = _files, Findings = _findings };
    }

    /// <returns>How many files the pin has.</returns>
    private int Verify(WantedPin pin, LockEntry entry, CancellationToken cancel)
    {
        var files = FileSelection.Of(entry.Manifest, pin.Files, [], $"{pin.Name}@{entry.Version}");
        var copies = request.Copies.GetValueOrDefault(pin.Name.Text);
        foreach (var file in files)
        {
            if (request.Destination is { } destination)
            {
                Verify(
                    Path.GetFullPath(Path.Combine(entry.FolderBelow(destination), file.Path)), file,
                    $"{pin.Name}@{entry.Version}",
                    "Delete it and run 'dotnet msbuild -t:RestoreModels'.", cancel);
            }

            // A copy is there once the project was built, and not for every reference.
            if (copies is not null
                && Path.GetFullPath(Path.Combine(copies, file.Path)) is var copy && File.Exists(copy))
            {
                Verify(copy, file, $"{pin.Name}@{entry.Version}", "Delete it and build again.", cancel);
            }
        }

        return files.Count;
    }

    private void Verify(string path, ManifestFile file, string model, string remedy, CancellationToken cancel)
    {
        _files++;
        var present = new FileInfo(path);
        var expected = $"'{path}' is not what '{model}' is locked to: expected sha256:{file.Sha256.Hex} of "
            + $"{file.Size} bytes, actual";
        if (present.LinkTarget is not null || (present.Exists && !FileSystem.IsRegularFile(path)))
        {
            Add(ErrorCodes.UnsafePath, $"'{path}' is a link or no regular file. {remedy}", path);
        }
        else if (!present.Exists || present.Length != file.Size)
        {
            var actual = present.Exists ? $"{present.Length} bytes" : "no file";
            Add(ErrorCodes.Mismatch, $"{expected} {actual}. {remedy}", path);
        }
        else
        {
            try
            {
                using var handle = SourceFiles.Open(path);
                var (digest, size) = FileHash.Of(handle, null, cancel);
                if (digest != file.Sha256)
                {
                    Add(ErrorCodes.Mismatch, $"{expected} {digest} of {size} bytes. {remedy}", path);
                }
            }
            catch (RegistryException e)
            {
                Add(e.Error, e.Message, path);
            }
        }
    }

    private void Add(ErrorCode code, string text, string? file, int line = 0) =>
        _findings.Add(new PinFinding { Code = code, Text = text, IsError = true, File = file, Line = line });
}
