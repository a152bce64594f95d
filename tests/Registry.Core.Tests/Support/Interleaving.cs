namespace Registry.Tests.Support;

/// <summary>
/// Runs processes that stop before each of their operations, one operation at a time, in an order that is chosen: so that
/// every order there is can be gone through. All on one thread: what is released runs up to its next stop. An order that
/// comes to where another was before is not followed further.
/// </summary>
internal sealed class Interleaving
{
    private readonly List<Actor> _actors = [];

    /// <summary>How many orders there were left to go: one for each choice that was made.</summary>
    public List<(int Chosen, int Of)> Choices { get; } = [];

    /// <summary>All that actors share; what each has seen is added.</summary>
    public Func<string>? State { get; init; }

    /// <summary>Lets time pass where everybody waits.</summary>
    public Action<TimeSpan> Pass { get; init; } = _ => { };

    public Actor Add(string name)
    {
        var actor = new Actor(name);
        _actors.Add(actor);
        return actor;
    }

    /// <param name="prescribed">The first choices; after them the first of each.</param>
    /// <param name="known">States that were gone on from before.</param>
    /// <param name="kills">Who may be killed before any of its operations, once.</param>
    /// <returns>Whether it came to an end of its own.</returns>
    public bool Run(IReadOnlyList<int> prescribed, HashSet<string> known, Actor? kills) => Run(
        _ => Choices.Count < prescribed.Count ? prescribed[Choices.Count] : 0, kills,
        isAlive => Choices.Count >= prescribed.Count && !known.Add(
            $"{State!()}|{isAlive}|{string.Join('|', _actors.Select(actor => actor.Seen))}"));

    public void Run(Random random, Actor? kills) => Run(random.Next, kills, _ => false);

    private bool Run(Func<int, int> choose, Actor? kills, Func<bool, bool> isKnown)
    {
        while (true)
        {
            if (isKnown(kills is not null))
            {
                return false;
            }

            var ready = _actors.Where(actor => actor.IsStopped && !actor.IsWaiting).ToList();
            if (ready.Count == 0)
            {
                var waiting = _actors.Where(actor => actor.IsStopped).ToList();
                if (waiting.Count == 0)
                {
                    break;
                }

                // Nobody can do anything but wait: a minute passes.
                Pass(TimeSpan.FromMinutes(1));
                waiting.ForEach(actor => actor.IsWaiting = false);
                continue;
            }

            var options = ready.Count + (kills is { IsStopped: true } ? 1 : 0);
            var chosen = options == 1 ? 0 : Choose(choose, options);
            if (chosen == ready.Count)
            {
                kills!.Kill();
                kills = null;
                continue;
            }

            ready[chosen].Release();
            foreach (var other in _actors)
            {
                // Somebody did something: who waited looks again.
                other.IsWaiting &= other == ready[chosen];
            }
        }

        foreach (var actor in _actors)
        {
            actor.Work?.GetAwaiter().GetResult();
        }

        return true;
    }

    private int Choose(Func<int, int> choose, int options)
    {
        var chosen = choose(options);
        Choices.Add((chosen, options));
        return chosen;
    }

    /// <summary>The choices of the next order, depth first; null after the last.</summary>
    public static IReadOnlyList<int>? Next(IReadOnlyList<(int Chosen, int Of)> made)
    {
        for (var i = made.Count - 1; i >= 0; i--)
        {
            if (made[i].Chosen + 1 < made[i].Of)
            {
                return [.. made.Take(i).Select(choice => choice.Chosen), made[i].Chosen + 1];
            }
        }

        return null;
    }

    internal sealed class Actor(string name)
    {
        private TaskCompletionSource? _gate;
        private bool _isDead;

        public bool IsStopped => _gate is not null && !_isDead;

        public bool IsWaiting { get; set; }

        public Task? Work { get; private set; }

        public bool IsKilled => _isDead;

        /// <summary>What it was told so far: it decides by nothing else.</summary>
        public string Seen { get; private set; } = "";

        public void Observe(string what) =>
            Seen = Registry.Content.Digest.Of(System.Text.Encoding.UTF8.GetBytes($"{Seen} {what}")).Hex;

        public void Start(Func<Task> work) => Work = work();

        /// <summary>Stops here until it is this actor's turn.</summary>
        public Task TurnAsync()
        {
            _gate = new TaskCompletionSource();
            return _gate.Task;
        }

        /// <summary>Stops here until another did something, or nobody can.</summary>
        public Task WaitAsync()
        {
            IsWaiting = true;
            Observe("wait");
            return TurnAsync();
        }

        public void Release()
        {
            var gate = _gate!;
            _gate = null;
            Observe("turn");
            gate.SetResult();
        }

        /// <summary>Never goes on: neither what comes next nor what would be done at the end.</summary>
        public void Kill()
        {
            _isDead = true;
            Observe("killed");
            Work = null;
        }

        public override string ToString() => name;
    }
}
