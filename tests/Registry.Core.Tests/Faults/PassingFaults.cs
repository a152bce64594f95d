using System.Globalization;

namespace Registry.Tests.Faults;

/// <summary>Faults that are gone at a later attempt, by name: who meets them must succeed.</summary>
internal static class PassingFaults
{
    public static IEnumerable<string> Names => s_all.Keys;

    private static readonly Dictionary<string, Fault> s_all = new()
    {
        ["500"] = Fault.Answer(500, "InternalError"),
        ["502"] = Fault.Answer(502, "BadGateway"),
        ["503"] = Fault.Answer(503, "ServiceUnavailable"),
        ["slow down"] = Fault.Answer(503, "SlowDown"),
        ["429"] = Fault.Answer(429, "TooManyRequests"),
        ["request timeout"] = Fault.Answer(400, "RequestTimeout"),
        ["clock skew"] = Fault.Answer(403, "RequestTimeTooSkewed") with
        {
            Headers = new Dictionary<string, string>
            {
                // Enough to be corrected, and little enough that the real server takes what is signed by it meanwhile.
                ["Date"] = DateTime.UtcNow.AddMinutes(10).ToString("R", CultureInfo.InvariantCulture),
            },
        },
        ["request cut in its head"] = new Fault { CutRequestAt = 40 },
        ["request cut in its body"] = new Fault { CutRequestAt = 150_000 },
        ["answer lost"] = Fault.LostAnswer,
        ["answer cut in its head"] = new Fault { CutResponseAt = 30 },
        ["answer cut in its body"] = new Fault { CutResponseAt = 700 },
        ["answer truncated"] = new Fault { TruncateAt = 100 },
        ["answer truncated and its length right"] = new Fault { TruncateAt = 100, TruncatedLengthIsRight = true },
        ["request stalled"] = new Fault { StallRequestAt = 100_000 },
        ["answer stalled"] = new Fault { StallResponseAt = -1 },
        ["answer stalled in its body"] = new Fault { StallResponseAt = 100 },
    };

    public static Fault Of(string name) => s_all[name];

    /// <summary>
    /// Whether a client can know that it passes: an answer to HEAD has no body that would tell the code of its error.
    /// Stalls are tried at some kinds alone, because each takes its time.
    /// </summary>
    public static bool CanPass(Fault fault, string kind) => kind switch
    {
        "HEAD" when fault.Status is < 429 => false,
        "GET" or "PUT" or "piece" => true,
        _ => fault.StallRequestAt is null && fault.StallResponseAt is null,
    };
}
