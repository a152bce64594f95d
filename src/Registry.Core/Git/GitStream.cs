using System.Diagnostics;

namespace Registry.Git;

/// <summary>
/// A running git whose output is read as bytes while it is written. What was read stays valid: buffers are handed out,
/// not used again, so that a text is copied once, from the pipe.
/// </summary>
internal sealed class GitStream : IAsyncDisposable
{
    private const int SmallestBuffer = 16 * 1024;
    private const int LargestBuffer = 1024 * 1024;
    private readonly string[] _arguments;
    private readonly Process _process;
    private readonly CancellationToken _cancel;
    private readonly CancellationTokenRegistration _killing;
    private readonly Stream _output;
    private readonly Task<string> _error;
    private Memory<byte> _buffer = new byte[SmallestBuffer];
    private int _start;
    private int _end;

    private GitStream(Process process, string[] arguments, CancellationToken cancel)
    {
        (_process, _arguments, _cancel) = (process, arguments, cancel);
        _output = process.StandardOutput.BaseStream;
        _error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        _killing = cancel.Register(() => GitProcess.End(process));
    }

    /// <summary>What git reads; the caller closes it.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    public static GitStream Start(string folder, string[] arguments, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return new GitStream(GitProcess.Start(folder, arguments), arguments, cancel);
    }

    /// <summary>The next line without its line feed; null at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadLineAsync()
    {
        var searched = 0;
        while (true)
        {
            var length = _buffer.Span[(_start + searched).._end].IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = _buffer.Slice(_start, searched + length);
                _start += line.Length + 1;
                return line;
            }

            searched = _end - _start;
            if (!await FillAsync(searched + 1))
            {
                _cancel.ThrowIfCancellationRequested();
                return searched == 0 ? null : throw await EndedAsync();
            }
        }
    }

    /// <summary>So many bytes.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(int count)
    {
        if (_end - _start < count && !await FillAsync(count))
        {
            throw await EndedAsync();
        }

        var bytes = _buffer.Slice(_start, count);
        _start += count;
        return bytes;
    }

    public async ValueTask SkipAsync(long count)
    {
        while (count > 0)
        {
            var step = (int)Math.Min(count, SmallestBuffer);
            _ = await ReadAsync(step);
            count -= step;
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="RegistryException">MLR1102 where it failed.</exception>
    public async Task EndAsync()
    {
        await _process.WaitForExitAsync(_cancel);
        if (_process.ExitCode != 0)
        {
            throw GitRepository.Failed(_arguments, new GitOutput(_process.ExitCode, "", await _error));
        }
    }

    /// <summary>Why it ended in the middle: it was killed by who cancelled, or it failed.</summary>
    public async Task<Exception> EndedAsync()
    {
        _cancel.ThrowIfCancellationRequested();
        await EndAsync();
        return new RegistryException(
            ErrorCodes.GitFailed, $"'git {_arguments[0]}' ended before it answered; run 'git fsck' there.");
    }

    public async ValueTask DisposeAsync()
    {
        await _killing.DisposeAsync();
        if (!_process.HasExited)
        {
            GitProcess.End(_process);
        }

        _process.Dispose();
    }

    /// <summary>Reads on until so many bytes are at hand; false where git ends before.</summary>
    private async ValueTask<bool> FillAsync(int count)
    {
        if (_buffer.Length - _start < count || _end == _buffer.Length)
        {
            var size = Math.Max(count, Math.Min(2 * _buffer.Length, LargestBuffer));
            Memory<byte> next = GC.AllocateUninitializedArray<byte>(size);
            _buffer[_start.._end].CopyTo(next);
            (_buffer, _start, _end) = (next, 0, _end - _start);
        }

        while (_end - _start < count)
        {
            var read = await _output.ReadAsync(_buffer[_end..], CancellationToken.None);
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }
}
