namespace Registry.Content;

/// <summary>Turns the platform's file errors into coded ones that say what was being used.</summary>
internal static class FileErrors
{
    /// <summary>Reads a text file of a repository: regular, no link, bounded.</summary>
    /// <exception cref="RegistryException">MLR1005.</exception>
    public static async Task<string> ReadTextAsync(string path, int largest, CancellationToken cancel)
    {
        RegistryException Refuse(string why, Exception? inner = null) =>
            new(ErrorCodes.Unreadable, $"'{path}' cannot be read: {why}", inner) { File = path };

        try
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is not null || !FileSystem.IsRegularFile(path))
            {
                throw Refuse("it is a link or no regular file; put the file itself there.");
            }

            return file.Length > largest
                ? throw Refuse($"it is longer than {largest} bytes.")
                : await File.ReadAllTextAsync(path, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse(e.Message, e);
        }
    }

    /// <summary>Replaces a file whole: a new one under a name of chance beside it, then a rename.</summary>
    /// <exception cref="RegistryException">MLR1201.</exception>
    public static Task ReplaceAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancel) =>
        AsUnavailableAsync($"'{path}'", async () =>
        {
            var temporary = $"{path}.{Guid.NewGuid():N}.new";
            try
            {
                await using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
                {
                    await stream.WriteAsync(bytes, cancel);
                }

                File.Move(temporary, path, overwrite: true);
                return true;
            }
            finally
            {
                File.Delete(temporary);
            }
        });

    /// <summary>The net under the facade: what no one closer to it has named still comes out coded.</summary>
    public static async Task<T> AsCodedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(
                ErrorCodes.StoreUnavailable, $"A file or folder cannot be used: {e.Message} Check its path and permissions.", e);
        }
        catch (ArgumentException e)
        {
            throw new RegistryException(ErrorCodes.Malformed, $"A path or argument is malformed: {e.Message}", e);
        }
    }

    /// <summary>MLR1201 for any failure to use a folder of ours.</summary>
    public static async Task<T> AsUnavailableAsync<T>(string what, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(
                ErrorCodes.StoreUnavailable,
                $"{what} cannot be used: {e.Message} Check that the folder is writable and has room.", e);
        }
    }
}
