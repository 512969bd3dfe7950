namespace Microsoft.ML.Bayesian.Tests;

/// <summary>A clock that moves when it is told to.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<Timer> timers = [];
    private TimeSpan elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + elapsed;

    public override long GetTimestamp() => elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        timers.Add(new(callback, state, elapsed + dueTime));
        return timers[^1];
    }

    public void Advance(double seconds)
    {
        elapsed += TimeSpan.FromSeconds(seconds);
        foreach (Timer timer in timers.ToArray())
            timer.FireIfDue(elapsed);
    }

    private sealed class Timer(TimerCallback callback, object? state, TimeSpan due) : ITimer
    {
        private bool isOver;

        public void FireIfDue(TimeSpan now)
        {
            if (isOver || now < due)
                return;
            isOver = true;
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() => isOver = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
