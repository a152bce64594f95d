using Registry.Ledger.Indexing;
using Registry.Tests.Support;

namespace Registry.Tests.Ledger.Indexing;

public sealed class IndexConcurrencyTests
{
    private const int Rounds = 4;
    private const int Readers = 4;

    /// <summary>
    /// Each round brings enough tags that every reader writes the index, and takes the segments of the others away.
    /// </summary>
    [Fact]
    public async Task Processes_that_read_and_write_the_index_at_once_all_see_what_the_tags_say()
    {
        using var ledger = new LedgerFolder("index-processes");
        var worker = new WorkerProcess(ledger.Folder.Path);
        for (var round = 0; round < Rounds; round++)
        {
            var adding = Task.Run(() => ledger.Add(2 * LedgerIndex.LeastWorthWriting));
            var during = Enumerable.Range(0, Readers).Select(_ => Task.Run(() => worker.Run("list", ledger.Git.Path)));
            foreach (var result in await Task.WhenAll(during))
            {
                result.Succeeded();
            }

            await adding;
            var after = Enumerable.Range(0, Readers).Select(_ => Task.Run(() => worker.Run("list", ledger.Git.Path)));
            var listed = (await Task.WhenAll(after)).Select(result => Models(result.Succeeded())).Distinct().ToList();

            var expected = await ledger.ReadWithoutIndexAsync();
            listed.ShouldHaveSingleItem();
            (await ledger.ReadAsync()).ShouldBe(expected);
            ledger.IndexFiles.ShouldNotBeEmpty();
            ledger.IndexFiles.ShouldAllBe(file => file.EndsWith(IndexSegmentWriter.Extension));
        }

        var last = Models(worker.Run("list", ledger.Git.Path).Succeeded());
        Directory.Delete(ledger.IndexFolder, recursive: true);
        Models(worker.Run("list", ledger.Git.Path).Succeeded()).ShouldBe(last);
    }

    private static string Models(CommandResult result) =>
        result.Output.Split('\n').Single(line => line.StartsWith('['));
}
