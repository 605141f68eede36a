using OrderGrid.Embedded;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Simulated;

/// <summary>
/// Callers of each process's availability, who ask again and again and hold it to what they were told: a version never
/// goes back, and once faults have ended what they are told is at most a second old.
/// </summary>
internal sealed class AvailabilityReaders(GridWorld world)
{
    private const int CallersPerProcess = 2;
    private const int Rounds = 5;
    private const double ChanceOfRestart = 0.02;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);

    private readonly Process[] _processes =
        [.. Enumerable.Range(0, world.Parameters.Silos).Select(number => new Process(world, number))];

    /// <summary>Asks until faults have ended.</summary>
    public void Start(CancellationToken faults)
    {
        foreach (var process in _processes)
        {
            process.Restart();
            for (var caller = 0; caller < CallersPerProcess; caller++)
            {
                _ = AskAsync(process, world.Simulation.Dice.Fork($"reader {process.Number}.{caller}"), faults);
            }
        }
    }

    /// <summary>Checks how old answers are, while orders are still being settled.</summary>
    public async Task CheckAgeAsync()
    {
        await Task.Delay(Recovery, world.Simulation.Time);
        for (var round = 0; round < Rounds; round++)
        {
            var ends = await EndsAsync();
            await Task.Delay(Promised, world.Simulation.Time);
            foreach (var process in _processes)
            {
                foreach (var told in await process.AskAsync([.. world.Names.Positions]))
                {
                    if (told.Version < ends[told.Position].Version)
                    {
                        world.History.Contradictions.Add(
                            $"L4: {told.Position} was told at version {told.Version} by process {process.Number}, a "
                            + $"second after the journal had {ends[told.Position].Version}.");
                    }
                }
            }
        }
    }

    /// <summary>Compares what each process tells at the end with the journal.</summary>
    public async Task CheckEndAsync()
    {
        var ends = await EndsAsync();
        foreach (var process in _processes)
        {
            foreach (var told in await process.AskAsync([.. world.Names.Positions]))
            {
                if (told != ends[told.Position])
                {
                    world.History.Contradictions.Add(
                        $"L4: process {process.Number} tells {told}, the journal {ends[told.Position]}.");
                }
            }
        }
    }

    private async Task<Dictionary<PositionKey, PositionAvailability>> EndsAsync()
    {
        var streams = world.Names.Positions.Select(position =>
            new StreamName(StreamCategory.Position, position.ToString()));
        var heads = await world.Journal.ReadHeadsAsync([.. streams], CancellationToken.None);
        return heads.Records
            .Select(record => new PositionAvailability(
                PositionKey.Parse(record.Stream.Key), PositionLevels.After(record), record.Last))
            .ToDictionary(end => end.Position);
    }

    private async Task AskAsync(Process process, SeededDice dice, CancellationToken faults)
    {
        var positions = world.Names.Positions.ToArray();
        while (!faults.IsCancellationRequested)
        {
            var pause = dice.Chance(0.05) ? LongestSilence : LongestPause;
            await Task.Delay(dice.Between(TimeSpan.Zero, pause), world.Simulation.Time, CancellationToken.None);
            if (dice.Chance(ChanceOfRestart))
            {
                process.Restart();
            }

            await process.AskAsync([.. positions.Where(_ => dice.Chance(0.5)).DefaultIfEmpty(positions[0])]);
        }
    }

    /// <summary>One process, in its present life, and what its callers were told in all of them.</summary>
    private sealed class Process(GridWorld world, int number)
    {
        private readonly Dictionary<PositionKey, StreamVersion> _told = [];
        private IAvailability _availability = null!;
        private int _lives;

        public int Number => number;

        public void Restart() => _availability = world.StartAvailability($"{number}.{_lives++}");

        public async Task<IReadOnlyList<PositionAvailability>> AskAsync(PositionKey[] positions)
        {
            // What was told before the question is what the answer must not fall behind.
            var before = positions.ToDictionary(position => position, position => _told.GetValueOrDefault(position));
            var life = _lives;
            AvailabilityReading reading;
            try
            {
                reading = await _availability.ReadAsync(positions, CancellationToken.None);
            }
            catch (JournalUnavailableException)
            {
                world.History.Unclear++;
                return [];
            }

            // A process that has died answers nobody: what it still had in hand is lost with it. Only what it told
            // while it lived binds the life after it.
            if (life != _lives)
            {
                return [];
            }

            foreach (var told in reading.Positions)
            {
                if (told.Version < before[told.Position])
                {
                    world.History.Contradictions.Add(
                        $"I15: {told.Position} went back from {before[told.Position]} to {told.Version}.");
                }

                Note(told);
                _told[told.Position] = told.Version > _told.GetValueOrDefault(told.Position)
                    ? told.Version
                    : _told[told.Position];
            }

            return reading.Positions;
        }

        private void Note(PositionAvailability told)
        {
            if (!world.History.Told.TryGetValue(told.Position, out var versions))
            {
                world.History.Told.Add(told.Position, versions = []);
            }

            versions[told.Version] = told.Levels;
        }
    }
}
