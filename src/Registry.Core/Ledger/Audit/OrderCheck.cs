using Registry.Git;
using Registry.Ledger.Writing;

namespace Registry.Ledger.Audit;

/// <summary>That numbers, predecessors and times tell one story.</summary>
internal static class OrderCheck
{
    /// <summary>
    /// Our own times may lead the clock by this, so an honest tool's event can seem as much too early.
    /// </summary>
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(5);

    public static void Run(ModelEvidence model, Blame blame)
    {
        // What was kept local while the remote went on is written anew by Sync-MLRegistry; until then it has no place.
        var forked = model.Forked.ToHashSet();
        var events = model.History.Events.Select(past => past.Event).Where(e => !forked.Contains(e.TagObject)).ToList();
        CheckNumbers(model, events, blame);
        ChainCheck.RunUnchained(model, blame);
        foreach (var line in new[] { model.Asked, model.Fetched, model.Local })
        {
            CheckAlongChain(line.Select(commit => commit.Link).OfType<ChainLink>(), events, blame);
        }

        CheckDates(events, blame);
        CheckPredecessors(model, events, blame);
    }

    private static void CheckNumbers(ModelEvidence model, List<RegistryEvent> events, Blame blame)
    {
        var chained = model.Links.Select(link => link.TagObject).ToHashSet();
        foreach (var e in events.Where(e => e.Number is null && e.Message.Find(Trailer.Event) is not null))
        {
            blame.Tag(
                RegistryProblem.NumberForged, e.Tag,
                $"'{e.Tag}' by {e.Tagger.Name} has '{Naming.Shown.Of(e.Message.Find(Trailer.Event))}' for its "
                + "number; this tool never wrote that.");
        }

        // Of two with one number the chain knows the right one; else the first has it.
        foreach (var same in events.Where(e => e.Number is not null).GroupBy(e => e.Number).Where(e => e.Count() > 1))
        {
            var right = same.FirstOrDefault(e => chained.Contains(e.TagObject)) ?? same.First();
            foreach (var e in same.Where(e => e.TagObject != right.TagObject && !chained.Contains(e.TagObject)))
            {
                blame.Tag(
                    RegistryProblem.NumberForged, e.Tag,
                    $"'{e.Tag}' by {e.Tagger.Name} says it is event {e.Number}, which is '{right.Tag}' by "
                    + $"{right.Tagger.Name}.");
            }
        }
    }

    private static void CheckAlongChain(IEnumerable<ChainLink> links, List<RegistryEvent> events, Blame blame)
    {
        var known = events.ToLookup(e => e.TagObject);
        RegistryEvent? before = null;
        foreach (var link in links)
        {
            if (known[link.TagObject].FirstOrDefault() is not { } e)
            {
                continue;
            }

            if (e.Number is null || e.Number <= before?.Number)
            {
                blame.Tag(
                    RegistryProblem.NumberForged, e.Tag,
                    $"'{e.Tag}' by {e.Tagger.Name} follows event {before?.Number ?? 0} in the chain, and says it is "
                    + $"{(e.Number is { } number ? $"event {number}" : "none")}.");
            }
            else
            {
                before = e;
            }
        }
    }

    /// <summary>Our times rise along the numbers, past any clock.</summary>
    private static void CheckDates(List<RegistryEvent> events, Blame blame)
    {
        RegistryEvent? latest = null;
        foreach (var e in events.Where(e => e.Number is not null && !blame.IsBlamed(e.Tag)).OrderBy(e => e.Number))
        {
            if (latest is not null && e.Tagger.Date < latest.Tagger.Date)
            {
                blame.Tag(
                    RegistryProblem.BackDated, e.Tag,
                    $"'{e.Tag}' by {e.Tagger.Name} is event {e.Number} and dated {e.Tagger.Date:u}, before event "
                    + $"{latest.Number}, '{latest.Tag}' of {latest.Tagger.Date:u}: GTO, which knows times alone, "
                    + "reads them the other way round.");
            }
            else
            {
                latest = e;
            }
        }
    }

    private static void CheckPredecessors(ModelEvidence model, List<RegistryEvent> events, Blame blame)
    {
        var at = events.Select((e, i) => (e.TagObject, i)).DistinctBy(pair => pair.TagObject).ToDictionary();
        var gone = model.History.Events.Where(past => past.Status != EventStatus.Present)
            .Select(past => past.Event.TagObject).ToHashSet();
        for (var i = 0; i < events.Count; i++)
        {
            var e = events[i];
            if (e.Number is null || blame.IsBlamed(e.Tag))
            {
                continue;
            }

            var named = ObjectId.TryParse(e.Message.Find(Trailer.Previous));
            if (named is { } id && (!at.TryGetValue(id, out var before) || before >= i))
            {
                BlameUnknown(e, id, at.ContainsKey(id), blame);
                continue;
            }

            var first = named is { } known ? at[known] + 1 : 0;
            var between = events[first..i].Where(x => !gone.Contains(x.TagObject) && !blame.IsBlamed(x.Tag)).ToList();
            CheckBetween(model, e, between, blame);
        }
    }

    /// <summary>
    /// Events that stand between one and what it took for the last: they were not there yet, or passed over.
    /// </summary>
    private static void CheckBetween(ModelEvidence model, RegistryEvent e, List<RegistryEvent> between, Blame blame)
    {
        if (between.Find(x => x.Number is not null) is { } skipped)
        {
            var chained = model.Links.Select(link => link.TagObject).ToHashSet();
            var (forged, other) = chained.Contains(e.TagObject) && !chained.Contains(skipped.TagObject)
                ? (skipped, e) : (e, skipped);
            blame.Tag(
                RegistryProblem.PredecessorForged, forged.Tag,
                $"'{e.Tag}' by {e.Tagger.Name} does not name '{skipped.Tag}' by {skipped.Tagger.Name}, event "
                + $"{skipped.Number}, as the event before it. Compare both with what other clones have; "
                + $"'{other.Tag}' is the likelier to be right.");
            return;
        }

        foreach (var late in between.Where(late => e.Tagger.Date - late.Tagger.Date > s_tolerance))
        {
            blame.Tag(
                RegistryProblem.BackDated, late.Tag,
                $"'{late.Tag}' by {late.Tagger.Name} is dated {late.Tagger.Date:u}, and '{e.Tag}' of "
                + $"{e.Tagger.Date:u} was written without it: it was dated back, or came late. It changes what held "
                + "before that event.");
        }
    }

    private static void BlameUnknown(RegistryEvent e, ObjectId previous, bool isLater, Blame blame)
    {
        if (isLater)
        {
            blame.Tag(
                RegistryProblem.PredecessorForged, e.Tag,
                $"'{e.Tag}' by {e.Tagger.Name} names an event as the one before it that is dated after it.");
            return;
        }

        blame.Tag(
            RegistryProblem.PredecessorGone, e.Tag,
            $"'{e.Tag}' by {e.Tagger.Name} names the object {previous.Hex[..12]} as the event before it, which no "
            + "tag and no chain knows: an event of another tool was deleted, or the name is forged. Look for it in "
            + "other clones.");
    }
}
