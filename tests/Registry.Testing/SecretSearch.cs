using System.Text;

namespace Registry.Testing;

/// <summary>
/// Looks for secrets in what a run left behind, as they are, escaped, or in Base64 after a user's name; throws where
/// one is.
/// </summary>
public sealed class SecretSearch(params string[] secrets)
{
    private readonly string[] _forms = [.. secrets.SelectMany(FormsOf).Distinct()];

    /// <summary>
    /// How many texts and files were looked through: a search that found nothing to search proves nothing.
    /// </summary>
    public int Searched { get; private set; }

    public void Text(string where, string text)
    {
        Searched++;
        foreach (var form in _forms)
        {
            var at = text.IndexOf(form, StringComparison.Ordinal);
            if (at >= 0)
            {
                var around = text[Math.Max(0, at - 300)..Math.Min(text.Length, at + form.Length + 100)];
                throw new SecretFoundException($"'{form}' is in {where}:\n{around}");
            }
        }
    }

    public void Bytes(string where, byte[] bytes) => Text(where, Encoding.UTF8.GetString(bytes));

    /// <summary>Every file below a folder.</summary>
    public void Folder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Files(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
        }
    }

    /// <summary>
    /// Every object and ref of a repository, and what lies beside them; its configuration is git's own affair.
    /// </summary>
    public void Objects(GitFolder repository)
    {
        Text("objects of " + repository.Path, repository.Git("cat-file", "--batch-all-objects", "--batch"));
        var folder = Directory.Exists(Path.Combine(repository.Path, ".git"))
            ? Path.Combine(repository.Path, ".git") : repository.Path;
        Files(Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "config"));
    }

    private void Files(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            Bytes(file, File.ReadAllBytes(file));
        }
    }

    private static IEnumerable<string> FormsOf(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);

        // In Base64 the same bytes look different at each of three offsets; the ends depend on what stands beside them.
        for (var before = 0; before < 3; before++)
        {
            var bytes = new byte[before].Concat(Encoding.UTF8.GetBytes(secret)).ToArray();
            var text = Convert.ToBase64String(bytes).TrimEnd('=');
            yield return text[(before == 0 ? 0 : before + 1)..^(bytes.Length % 3 == 0 ? 0 : 1)];
        }
    }
}

/// <summary>A secret is where it must not be.</summary>
public sealed class SecretFoundException(string message) : Exception(message);
