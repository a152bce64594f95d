using System.Globalization;

namespace Registry.Operations.Upkeep.Scrubbing;

/// <summary>Counts what is found in a store. Safe from several threads.</summary>
internal sealed class StoreTally(string store, string registry, Action<StoreFinding> found)
{
    private readonly Lock _lock = new();
    private readonly List<StoreFinding> _findings = [];
    private readonly long[] _counts = new long[Enum.GetValues<StoreProblem>().Length];
    private long _blobs;
    private long _bytes;
    private long _hashed;
    private long _hashedBytes;
    private long _orphanedBytes;
    private long _condemned;
    private long _inFlight;

    /// <summary>How much was looked at, in a sentence.</summary>
    public string Coverage => string.Create(
        CultureInfo.InvariantCulture,
        $"{_hashed} of {_blobs} blobs and {_hashedBytes} of {_bytes} bytes in '{store}' were read and hashed.");

    public void Count(StoreInventory inventory) =>
        (_blobs, _bytes) = (inventory.Blobs.Count, inventory.Blobs.Values.Sum(blob => blob.Size));

    public void CountCondemned() => _condemned++;

    public void CountInFlight() => _inFlight++;

    public void CountHashed(long bytes)
    {
        Interlocked.Increment(ref _hashed);
        Interlocked.Add(ref _hashedBytes, bytes);
    }

    public void Add(StoreFinding finding)
    {
        lock (_lock)
        {
            _counts[(int)finding.Problem]++;
            _orphanedBytes += finding.Problem == StoreProblem.Orphaned ? finding.Size ?? 0 : 0;
            if (_findings.Count < StoreReport.MostFindings)
            {
                _findings.Add(finding);
            }

            found(finding);
        }
    }

    public StoreReport ToReport(bool completed) => new()
    {
        Store = store,
        Completed = completed,
        Blobs = _blobs,
        Bytes = _bytes,
        Hashed = _hashed,
        HashedBytes = _hashedBytes,
        Missing = _counts[(int)StoreProblem.Missing],
        Damaged = _counts[(int)StoreProblem.Damaged] + _counts[(int)StoreProblem.Unreadable],
        Orphaned = _counts[(int)StoreProblem.Orphaned],
        OrphanedBytes = _orphanedBytes,
        Condemned = _condemned,
        InFlight = _inFlight,
        Foreign = _counts[(int)StoreProblem.Foreign],
        Findings = _findings,
        Registry = registry,
    };
}
