using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Registry.Testing;

/// <summary>
/// Fills a repository with the tags of a registry that was used for long, through <c>git fast-import</c>: registrations
/// on a commit of their own each, assignments, unassignments, a few deregistrations and deprecations, with the trailers
/// and the chain that the formats have. Equal arguments give equal objects.
/// </summary>
/// <param name="models">How many models the tags are spread over.</param>
public sealed class TagGenerator(int models = 100)
{
    private const string Who = "Ann Author <ann@example.org>";
    private const long Start = 1704067200;
    private const string EmptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    private static readonly string[] s_stages = ["dev", "staging", "prod"];
    private readonly Random _random = new(7);
    private readonly List<GeneratedModel> _models =
        [.. Enumerable.Range(0, models).Select(i => new GeneratedModel(NameOf(i)))];

    private int _events;
    private string _head = "";

    /// <summary>The model of that index; every tenth lives in a directory.</summary>
    public static string NameOf(int model) =>
        model % 10 == 9 ? $"models/text:model-{model:000}" : $"model-{model:000}";

    /// <summary>
    /// Adds so many tags to a repository of SHA-1 objects; their refs stay loose, as fast-import writes them.
    /// </summary>
    public void Write(GitFolder repository, int tags)
    {
        using var import = Command.Start(
            repository.Path, new Dictionary<string, string?>(), "git", "fast-import", "--quiet", "--force");
        var error = import.StandardError.ReadToEndAsync();
        using (var stream = new BufferedStream(import.StandardInput.BaseStream, 1 << 20))
        {
            foreach (var branch in Branches())
            {
                // Those of an earlier session are continued; within one, fast-import knows where each branch is.
                Print(stream, $"reset {branch}\nfrom {branch}^0\n\n");
            }

            for (var i = 0; i < tags; i++)
            {
                var model = _models[_events % _models.Count];
                WriteEvent(stream, model, Next(model));
                _events++;
            }
        }

        import.WaitForExit();
        if (import.ExitCode != 0)
        {
            throw new InvalidOperationException($"git fast-import ended with {import.ExitCode}: {error.Result}");
        }
    }

    private IEnumerable<string> Branches() => _events == 0 ? []
        : _models.Where(model => model.Last is not null).Select(model => $"refs/registry/{model.TagForm}@chain")
            .Prepend("refs/heads/main");

    /// <summary>What the model's history has next: versions, stages that move, seldom an end of one.</summary>
    private GeneratedEvent Next(GeneratedModel model)
    {
        var drawn = _random.Next(1000);
        var stage = s_stages[_random.Next(s_stages.Length)];
        var version = $"v1.{model.Versions.Count / 10}.{model.Versions.Count % 10}";
        return drawn switch
        {
            _ when model.Versions.Count == 0 || drawn < 450 =>
                new($"@{version}", $"Registering artifact {model.Name} version {version}", null),
            < 850 => OfKnown(stage, "#{0}#{1}", "Assigning stage {2} to artifact {3} version {4}"),
            < 960 => OfKnown(stage, "#{0}!#{1}", "Unassigning stage '{2}' to artifact '{3}' version '{4}'"),
            < 990 => OfKnown(stage, "@{4}!#{1}", "Deregistering artifact {3} version {4}"),
            _ => OfKnown(stage, "@deprecated#{1}", "Deprecating artifact '{3}'"),
        };

        GeneratedEvent OfKnown(string stage, string tag, string subject)
        {
            var (known, commit) = model.Versions[^Math.Min(model.Versions.Count, 1 + _random.Next(3))];
            object[] values = [stage, model.Events + 1, stage, model.Name, known];
            return new(
                string.Format(CultureInfo.InvariantCulture, tag, values),
                string.Format(CultureInfo.InvariantCulture, subject, values), commit);
        }
    }

    private void WriteEvent(Stream stream, GeneratedModel model, GeneratedEvent e)
    {
        var who = $"{Who} {Start + (60L * _events)} +0000";
        var commit = e.Commit ?? WriteCommit(stream, who);
        if (e.Commit is null)
        {
            model.Versions.Add((e.Tag[1..], commit));
        }

        var name = model.TagForm + e.Tag;
        var message = Message(model, e);
        var text = $"object {commit}\ntype commit\ntag {name}\ntagger {who}\n\n{message}";
        var id = IdOf("tag", Encoding.UTF8.GetBytes(text));
        Print(stream, $"tag {name}\nfrom {commit}\ntagger {who}\n{Data(message)}\n");
        Print(stream, $"commit refs/registry/{model.TagForm}@chain\ncommitter {who}\n{Data($"{name} {id}\n")}"
            + $"M 100644 inline tag\n{Data(text)}\n");
        model.Last = id;
        model.Events++;
    }

    private string WriteCommit(Stream stream, string who)
    {
        var message = $"Train {_events}\n";
        var parent = _head.Length > 0 ? $"parent {_head}\n" : "";
        Print(stream, $"commit refs/heads/main\ncommitter {who}\n{Data(message)}"
            + "\n");
        _head = IdOf(
            "commit", Encoding.UTF8.GetBytes($"tree {EmptyTree}\n{parent}author {who}\ncommitter {who}\n\n{message}"));
        return _head;
    }

    private string Message(GeneratedModel model, GeneratedEvent e)
    {
        var text = new StringBuilder(e.Subject).Append("\n\n");
        if (_events % 3 == 0)
        {
            text.Append("Retrained on the data of the quarter, see the review.\n\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"Model-Event: {model.Events + 1}\n");
        text.Append(model.Last is null ? "" : $"Model-Previous: {model.Last}\n");
        if (e.Commit is not null)
        {
            return text.ToString();
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{model.Name} {model.Events}")));
        text.Append(CultureInfo.InvariantCulture, $"Model-Version: {e.Tag[1..]}\nModel-Manifest: sha256:{digest}\n");
        text.Append(CultureInfo.InvariantCulture, $"Model-Record: sha256:{digest}\nModel-Files: 2\n");
        text.Append(CultureInfo.InvariantCulture, $"Model-Size: {_events}\nMetric: auc={_random.NextDouble():0.0000}\n");
        text.Append(CultureInfo.InvariantCulture, $"Metric: loss={_random.NextDouble():0.0000}\n");
        return text.Append("Param: max_depth=8\nLabel: team=risk\n").ToString();
    }

    private static string Data(string text) =>
        string.Create(CultureInfo.InvariantCulture, $"data {Encoding.UTF8.GetByteCount(text)}\n{text}");

    private static void Print(Stream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>What git calls an object of that text.</summary>
    private static string IdOf(string type, byte[] text)
    {
        byte[] whole = [.. Encoding.ASCII.GetBytes($"{type} {text.Length}\0"), .. text];
#pragma warning disable CA5350 // SHA-1 names Git's objects; nothing is protected by it here.
        return Convert.ToHexStringLower(SHA1.HashData(whole));
#pragma warning restore CA5350
    }

    private sealed record GeneratedEvent(string Tag, string Subject, string? Commit);

    private sealed record GeneratedModel(string Name)
    {
        public string TagForm { get; } = Name.Replace(':', '=');

        public List<(string Version, string Commit)> Versions { get; } = [];

        public int Events { get; set; }

        public string? Last { get; set; }
    }
}
