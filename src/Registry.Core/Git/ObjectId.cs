using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Registry.Git;

/// <summary>
/// The id of a Git object: 20 bytes (SHA-1) or 32 (SHA-256), shown as lower-case hex digits. A value without
/// references, so that a hundred thousand of them cost the garbage collector nothing.
/// </summary>
internal readonly struct ObjectId : IEquatable<ObjectId>
{
    private const int Longest = 32;
    private readonly ulong _first, _second, _third, _fourth;
    private readonly byte _length;

    /// <exception cref="FormatException">It is no id; see <see cref="TryParse(string?)"/>.</exception>
    public ObjectId(string hex) => this = TryParse(hex)
        ?? throw new FormatException($"'{Naming.Shown.Of(hex)}' is not the id of a Git object.");

    private ObjectId(ReadOnlySpan<byte> bytes)
    {
        Span<byte> whole = stackalloc byte[Longest];
        whole.Clear();
        bytes.CopyTo(whole);
        var words = MemoryMarshal.Cast<byte, ulong>(whole);
        (_first, _second, _third, _fourth) = (words[0], words[1], words[2], words[3]);
        _length = (byte)bytes.Length;
    }

    /// <summary>Empty for the default value.</summary>
    public string Hex
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Longest];
            CopyTo(bytes);
            return Convert.ToHexStringLower(bytes[.._length]);
        }
    }

    /// <summary>20 or 32; 0 for the default value.</summary>
    public int Length => _length;

    public static ObjectId? TryParse(string? text)
    {
        Span<byte> ascii = stackalloc byte[2 * Longest];
        return text is { Length: 40 or 64 } && Ascii.FromUtf16(text, ascii, out var written) == OperationStatus.Done
            ? TryParse(ascii[..written]) : null;
    }

    /// <summary>From 40 or 64 lower-case hex digits.</summary>
    public static ObjectId? TryParse(ReadOnlySpan<byte> hex)
    {
        Span<byte> bytes = stackalloc byte[Longest];
        return hex.Length is 40 or 64 && !hex.ContainsAnyInRange((byte)'A', (byte)'F')
            && Convert.FromHexString(hex, bytes, out _, out var written) == OperationStatus.Done
                ? new ObjectId(bytes[..written]) : null;
    }

    /// <summary>From the bytes themselves, 20 or 32.</summary>
    public static ObjectId OfBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length is 20 or Longest ? new ObjectId(bytes) : throw new ArgumentException("An id has 20 bytes or 32.");

    /// <summary>Writes all 32 bytes; those beyond <see cref="Length"/> are zero.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        (words[0], words[1], words[2], words[3]) = (_first, _second, _third, _fourth);
    }

    public void WriteHexTo(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[Longest];
        Span<byte> hex = stackalloc byte[2 * Longest];
        CopyTo(bytes);
        _ = Convert.TryToHexStringLower(bytes[.._length], hex, out var written);
        stream.Write(hex[..written]);
    }

    /// <summary>Orders as the bytes, and so the digits, do.</summary>
    public int CompareTo(ObjectId other)
    {
        var order = Compare(_first, other._first);
        order = order != 0 ? order : Compare(_second, other._second);
        order = order != 0 ? order : Compare(_third, other._third);
        return order != 0 ? order : Compare(_fourth, other._fourth);
    }

    public static bool operator ==(ObjectId left, ObjectId right) => left.Equals(right);

    public static bool operator !=(ObjectId left, ObjectId right) => !left.Equals(right);

    public bool Equals(ObjectId other) => _first == other._first && _second == other._second
        && _third == other._third && _fourth == other._fourth && _length == other._length;

    public override bool Equals(object? obj) => obj is ObjectId other && Equals(other);

    /// <summary>A digest needs no mixing.</summary>
    public override int GetHashCode() => _first.GetHashCode();

    public override string ToString() => Hex;

    private static int Compare(ulong left, ulong right) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReverseEndianness(left).CompareTo(BinaryPrimitives.ReverseEndianness(right))
        : left.CompareTo(right);
}
