namespace Registry.Content;

/// <summary>
/// Puts a model's files into a folder whole or not at all: all of them are brought beside it and verified first, then
/// the folder appears, or is exchanged, in one step. Files of others in the folder stay.
/// </summary>
/// <remarks>
/// Where the system cannot exchange folders, or the folder holds more than a model's worth of other things, files are
/// renamed into place one after the other: each is whole, and a kill between two leaves some of either version.
/// </remarks>
/// <param name="link">Names for the cache's entries in place of copies; such files are read-only.</param>
internal sealed class Placement(ContentReader reader, string destination, bool link = false)
{
    /// <summary>With more files of others than this, the folder is not exchanged.</summary>
    private const int MostForeign = 100;

    /// <summary>Places files; those that are there already with the right bytes are not touched.</summary>
    public async Task<IReadOnlyList<PlacedFile>> PlaceAsync(
        IReadOnlyList<ManifestFile> files, TransferMeter meter, CancellationToken cancel)
    {
        try
        {
            return await PlaceGuardedAsync(files, meter, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(
                ErrorCodes.StoreUnavailable, $"'{destination}' cannot be written: {e.Message} Nothing was replaced.", e);
        }
    }

    private async Task<IReadOnlyList<PlacedFile>> PlaceGuardedAsync(
        IReadOnlyList<ManifestFile> files, TransferMeter meter, CancellationToken cancel)
    {
        DestinationRules.Check(destination, files);
        var wanted = await FindWantedAsync(files, meter, cancel);
        if (wanted.Count > 0)
        {
            using var lease = await reader.LeaseAsync(files, cancel);
            using var staging = StagingFolder.Create(destination);
            var foreign = wanted.Count > 1 && Directory.Exists(destination)
                ? DestinationRules.ForeignFiles(destination, files, MostForeign) : null;
            var whole = foreign is not null || !Directory.Exists(destination);
            await StageAsync(staging, whole ? files : wanted, meter, cancel);
            cancel.ThrowIfCancellationRequested();
            Commit(staging, wanted, foreign);
        }

        reader.Settle();
        return [.. files.Select(file => new PlacedFile
        {
            FullPath = Full(file), RelativePath = file.Path, Sha256 = file.Sha256.Hex, Size = file.Size,
        })];
    }

    private string Full(ManifestFile file) => Path.GetFullPath(Path.Combine(destination, file.Path));

    private async Task StageAsync(
        StagingFolder staging, IReadOnlyList<ManifestFile> files, TransferMeter meter, CancellationToken cancel)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = reader.Parallel, CancellationToken = cancel };
        await Parallel.ForEachAsync(files, options, async (file, stop) =>
        {
            await reader.PlaceAsync(file, staging.PathFor(file.Path), link, meter, stop);
            meter.EndFile();
        });
    }

    private async Task<List<ManifestFile>> FindWantedAsync(
        IReadOnlyList<ManifestFile> files, TransferMeter meter, CancellationToken cancel)
    {
        var wanted = new bool[files.Count];
        if (Directory.Exists(destination))
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = reader.Parallel, CancellationToken = cancel };
            await Parallel.ForAsync(0, files.Count, options, (i, stop) =>
            {
                wanted[i] = !IsInPlace(files[i], meter, stop);
                return ValueTask.CompletedTask;
            });
        }
        else
        {
            Array.Fill(wanted, true);
        }

        return [.. files.Where((_, i) => wanted[i])];
    }

    private bool IsInPlace(ManifestFile file, TransferMeter meter, CancellationToken cancel)
    {
        var present = new FileInfo(Full(file));
        if (!present.Exists || present.LinkTarget is not null || present.Length != file.Size
            || new PresentFile(present.FullName, reader.Memory).Hash(cancel) != file.Sha256)
        {
            return false;
        }

        meter.Begin(file.Path);
        meter.Advance(file.Size);
        meter.EndFile();
        return true;
    }

    /// <param name="foreign">What an exchange must carry over; null where the folder must not be exchanged.</param>
    private void Commit(StagingFolder staging, List<ManifestFile> wanted, IReadOnlyList<string>? foreign)
    {
        if (!Directory.Exists(destination))
        {
            try
            {
                Directory.Move(staging.Content, destination);
                return;
            }
            catch (IOException) when (Directory.Exists(destination))
            {
                // Another process placed it meanwhile; its files are replaced one by one, by equal ones if it is the same.
            }
        }
        else if (foreign is not null && staging.TryExchange(destination, foreign))
        {
            return;
        }

        foreach (var file in wanted)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Full(file))!);
            File.Move(staging.PathFor(file.Path), Full(file), overwrite: true);
        }
    }
}
