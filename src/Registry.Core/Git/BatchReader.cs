using System.Buffers.Text;
using System.Text;

namespace Registry.Git;

/// <summary>Reads what <c>git cat-file --batch</c> answers, in order, in bounded memory.</summary>
internal sealed class BatchReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next object's text; null where it is missing, of another type, or larger than the limit.</summary>
    /// <exception cref="RegistryException">MLR1102 where git ended early.</exception>
    public async ValueTask<string?> ReadAsync(string type, int largest)
    {
        var header = await ReadLineAsync();
        var parts = header.Split(' ');
        if (parts.Length != 3 || !Utf8Parser.TryParse(Encoding.ASCII.GetBytes(parts[2]), out long size, out _))
        {
            return null;
        }

        if (parts[1] != type || size > largest)
        {
            await SkipAsync(size + 1);
            return null;
        }

        if (_end - _start > size)
        {
            var text = Encoding.UTF8.GetString(_buffer, _start, (int)size);
            _start += (int)size + 1;
            return text;
        }

        return await ReadLongAsync((int)size);
    }

    private async ValueTask<string> ReadLongAsync(int size)
    {
        var bytes = new byte[size];
        var taken = Math.Min(size, _end - _start);
        _buffer.AsSpan(_start, taken).CopyTo(bytes);
        _start += taken;
        if (await stream.ReadAtLeastAsync(bytes.AsMemory(taken), size - taken, throwOnEndOfStream: false) < size - taken)
        {
            throw Ended();
        }

        await SkipAsync(1);
        return Encoding.UTF8.GetString(bytes);
    }

    private async ValueTask<string> ReadLineAsync()
    {
        while (true)
        {
            var newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var line = Encoding.UTF8.GetString(_buffer, _start, newline);
                _start += newline + 1;
                return line;
            }

            await FillAsync();
        }
    }

    private async ValueTask SkipAsync(long count)
    {
        while (count > 0)
        {
            if (_start == _end)
            {
                await FillAsync();
            }

            var step = (int)Math.Min(count, _end - _start);
            _start += step;
            count -= step;
        }
    }

    private async ValueTask FillAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        var read = _end == _buffer.Length ? 0 : await stream.ReadAsync(_buffer.AsMemory(_end));
        if (read == 0)
        {
            throw Ended();
        }

        _end += read;
    }

    private static RegistryException Ended() =>
        new(ErrorCodes.GitFailed, "'git cat-file --batch' ended before it answered; run 'git fsck' there.");
}
