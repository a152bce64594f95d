using Registry.Tests.Support;

namespace Registry.Tests.Remotes;

/// <summary>
/// What goes over the wire, both ways and to the byte, where a remote has a thousand tags a model: ten models, or a hundred
/// with <c>REGISTRY_TEST_LARGE=1</c>, which takes minutes to make and changes nothing of what is sent.
/// </summary>
public sealed class RemoteTrafficTests : IDisposable
{
    private const int Bar = 200 * 1024;
    private const int TagsOfEach = 1000;
    private static readonly int s_models = Environment.GetEnvironmentVariable("REGISTRY_TEST_LARGE") == "1" ? 100 : 10;
    private readonly ITestOutputHelper _output;
    private readonly TempFolder _folder = new("remote-traffic");
    private readonly GitFolder _bare;
    private readonly string[] _references;

    public RemoteTrafficTests(ITestOutputHelper output)
    {
        _output = output;
        Assert.SkipUnless(GitHttpServer.Missing is null, GitHttpServer.Missing ?? "");
        _bare = GitFolder.CreateBare(_folder["served/models.git"]);
        new TagGenerator(s_models).Write(_bare, s_models * TagsOfEach);
        _bare.Git("pack-refs", "--all");
        var active = Active("model-001");
        _references = [$"model-001@{active[active.Count / 2]}", "model-002@1.30.*", "model-003#prod"];
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Three_of_many_models_take_the_tags_that_decide()
    {
        var local = await ModelRegistry.OpenAsync(_bare.Path);
        var expected = new List<string>();
        foreach (var reference in _references)
        {
            expected.Add((await local.ResolveAsync(reference)).Version);
        }

        foreach (var filter in new[] { true, false })
        {
            using var server = Servers.Http(_folder, new GitHttpOptions { Filter = filter });
            var registry = await ModelRegistry.OpenAsync(server.Url("models.git"));
            var spent = new List<string>();
            var before = 0L;
            foreach (var (reference, version) in _references.Zip(expected))
            {
                (await registry.ResolveAsync(reference)).Version.ShouldBe(version, reference);
                spent.Add($"{reference}: {server.Traffic.Total - before}");
                before = server.Traffic.Total;
            }

            _output.WriteLine($"filter {filter}: {string.Join(", ", spent)}; {server.Traffic}");
            server.Traffic.Total.ShouldBeLessThan(Bar, string.Join(", ", spent));
        }
    }

    private List<string> Active(string model)
    {
        var gone = _bare.Tags().Where(tag => tag.StartsWith($"{model}@", StringComparison.Ordinal)).ToLookup(
            tag => tag.Contains('!', StringComparison.Ordinal), tag => tag.Split('@')[1].Split('!')[0]);
        return [.. gone[false].Where(tag => tag[0] == 'v').Except(gone[true])];
    }
}
