using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderGrid.Sandbox.Callbacks;
using OrderGrid.Sandbox.Faults;
using OrderGrid.Sandbox.Ledgers;

namespace OrderGrid.Sandbox.Partners;

/// <summary>
/// A simulated partner: its own documents, its own ledger, an outbox of callbacks and a script of faults. It knows no
/// transport and draws chance only from seeds, so a simulator can drive it directly. Safe for concurrent use.
/// </summary>
public abstract class PartnerSystem : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Ledger _ledger;
    private readonly HashSet<string> _handedOut = [];
    private DocumentBook _book = new();
    private CallbackOutbox _outbox;
    private FaultPlanner _faults;

    /// <summary>Opens the system's ledger; the derived class calls <see cref="Restore"/> once it is ready.</summary>
    protected PartnerSystem(string name, PartnerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Name = name;
        Context = context;
        _ledger = context.OpenLedger(name);
        _outbox = new CallbackOutbox(context.Backoff);
        _faults = new FaultPlanner(FaultScript.None, name, context.Clock);
    }

    /// <summary>Unique within the sandbox: <c>erp</c>, <c>wms-BER</c>, <c>carrier</c>, <c>webhooks-crm</c>.</summary>
    public string Name { get; }

    /// <summary>Everything that happened, in order.</summary>
    public IReadOnlyList<LedgerEntry> Entries => _ledger.Entries;

    /// <summary>When the next callback can be sent; null when there is none to send.</summary>
    public DateTimeOffset? NextCallbackDue => Guarded(() => _outbox.NextDue);

    /// <summary>Clock, seed and the like.</summary>
    protected PartnerContext Context { get; }

    /// <summary>Sequence of the ledger's last entry; 0 when it is empty.</summary>
    protected int Sequence => _ledger.Count;

    /// <summary>Now, by the sandbox's clock.</summary>
    protected DateTimeOffset Now => Context.Clock.GetUtcNow();

    /// <summary>First half of an exchange: what goes wrong, and how long the call waits before that.</summary>
    public FaultPlan Plan(PartnerCall call) => Guarded(() => _faults.Plan(call));

    /// <summary>Second half: the effect, if it is to have one, and the reply's fate.</summary>
    public PartnerAnswer Complete(PartnerCall call, FaultPlan plan)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(plan);
        return Guarded(() => plan.Fault is { } fault
            ? Fail(call, fault, plan.Hold)
            : PartnerAnswer.Sent(Execute(call)));
    }

    /// <summary>Both halves without the delay between them.</summary>
    public PartnerAnswer Exchange(PartnerCall call) => Complete(call, Plan(call));

    /// <summary>Replaces the script of faults; its counts and windows start now.</summary>
    public void Script(FaultScript script) => Guarded(() => _faults = new FaultPlanner(script, Name, Context.Clock));

    /// <summary>The script in force and how often each rule fired.</summary>
    public (FaultScript Script, IReadOnlyList<int> Fired) Faults() => Guarded(() => (_faults.Script, _faults.Fired));

    /// <summary>Hands out callbacks that are due; each must be reported back with <see cref="Report"/>.</summary>
    public IReadOnlyList<Callback> TakeDueCallbacks(int limit) => Guarded(() =>
    {
        var due = _outbox.TakeDue(Now, limit);
        foreach (var callback in due)
        {
            if (_handedOut.Add(callback.EventId))
            {
                OnFirstSending(callback);
            }
        }

        return due;
    });

    /// <summary>Tells how a sending ended: true for a 2xx, false for anything else.</summary>
    public void Report(Callback callback, bool delivered)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Guarded(() =>
        {
            if (!delivered)
            {
                _outbox.Failed(callback, Now);
                return true;
            }

            Settle(LedgerEntryKind.CallbackDelivered, callback);
            _outbox.Delivered(callback, Now);
            return true;
        });
    }

    /// <summary>What the ledger adds up to; counts per key on demand, for there may be many.</summary>
    public LedgerSummary Summarize(bool withKeys = true) => Guarded(() => _book.Summarize(Name, withKeys) with
    {
        CallbacksOutstanding = _outbox.Outstanding,
        CallbackFailures = _outbox.Failures,
        Details = Describe(),
    });

    /// <summary>Forgets documents, ledger, outbox and faults.</summary>
    public void Reset() => Guarded(() =>
    {
        _ledger.Clear();
        _book = new DocumentBook();
        _outbox = new CallbackOutbox(Context.Backoff);
        _handedOut.Clear();
        _faults = new FaultPlanner(FaultScript.None, Name, Context.Clock);
        OnReset();
        return true;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _ledger.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Does what the call asks, under the system's lock.</summary>
    protected abstract PartnerReply Execute(PartnerCall call);

    /// <summary>What only this kind of system counts.</summary>
    protected virtual JsonObject? Describe() => null;

    /// <summary>
    /// Takes an entry into the system's own state; called for new ones and when a ledger is read back.
    /// </summary>
    protected virtual void OnEntry(LedgerEntry entry)
    {
    }

    /// <summary>A callback leaves for the first time.</summary>
    protected virtual void OnFirstSending(Callback callback)
    {
    }

    /// <summary>Forgets the system's own state.</summary>
    protected virtual void OnReset()
    {
    }

    /// <summary>Runs under the system's lock.</summary>
    protected T Guarded<T>(Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        lock (_gate)
        {
            return work();
        }
    }

    /// <summary>Writes to the ledger and takes the entry into account.</summary>
    protected LedgerEntry Append(
        LedgerEntryKind kind, string collection, string key, string? number = null, JsonElement? content = null)
    {
        var entry = _ledger.Append(kind, collection, key, number, content);
        _book.Apply(entry);
        OnEntry(entry);
        return entry;
    }

    /// <summary>The documents made under a key, in order.</summary>
    protected IReadOnlyList<LedgerEntry> Documents(string collection, string key) => _book.Find(collection, key);

    /// <summary>How many entries of a kind the ledger has.</summary>
    protected int Count(LedgerEntryKind kind) => _book.Count(kind);

    /// <summary>
    /// An id that is the same in every run: of this system, a key and a part of what the key stands for.
    /// </summary>
    protected string StableId(string key, string part) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}\n{key}\n{part}")))[..16];

    /// <summary>Queues the callbacks of one document, as the fault script will have them.</summary>
    protected void Queue(IReadOnlyList<Callback> callbacks)
    {
        ArgumentNullException.ThrowIfNull(callbacks);
        var plan = _faults.PlanCallbacks();
        var sent = callbacks;
        if (plan.Reversed)
        {
            var times = callbacks.Select(callback => callback.Due).Reverse();
            sent = [.. callbacks.Zip(times, (callback, due) => callback with { Due = due, Ordered = false })];
        }

        foreach (var callback in sent)
        {
            for (var copy = 0; copy <= plan.Copies; copy++)
            {
                var one = callback with { Copy = copy, Ordered = callback.Ordered && copy == 0 };
                Append(LedgerEntryKind.CallbackQueued, "callbacks", one.Subject, one.EventId,
                    JsonSerializer.SerializeToElement(one, SandboxJson.Options));
                _outbox.Enqueue(one);
            }
        }

        Context.CallbackQueued();
    }

    /// <summary>Takes a callback back that was never handed out.</summary>
    protected void Withdraw(Callback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _outbox.Withdraw(callback);
        Settle(LedgerEntryKind.CallbackWithdrawn, callback);
    }

    /// <summary>
    /// Reads the ledger back; what was queued and neither delivered nor withdrawn goes into the outbox again.
    /// </summary>
    protected void Restore()
    {
        var owed = new OrderedDictionary<(string? EventId, int Copy), Callback>();
        foreach (var entry in _ledger.Entries)
        {
            _book.Apply(entry);
            OnEntry(entry);
            if (entry.Kind == LedgerEntryKind.CallbackQueued)
            {
                var callback = entry.Content!.Value.Deserialize<Callback>(SandboxJson.Options)!;
                owed[(callback.EventId, callback.Copy)] = callback;
            }
            else if (entry.Kind is LedgerEntryKind.CallbackDelivered or LedgerEntryKind.CallbackWithdrawn)
            {
                owed.Remove((entry.Number, entry.Content!.Value.GetProperty("copy").GetInt32()));
            }
        }

        foreach (var callback in owed.Values)
        {
            _outbox.Enqueue(callback);
        }
    }

    private void Settle(LedgerEntryKind kind, Callback callback)
    {
        var copy = new JsonObject { ["copy"] = callback.Copy };
        Append(kind, "callbacks", callback.Subject, callback.EventId, copy.ToElement());
    }

    private PartnerAnswer Fail(PartnerCall call, FaultRule fault, TimeSpan hold)
    {
        var kind = JsonNamingPolicy.KebabCaseLower.ConvertName(fault.Kind.ToString());
        Append(LedgerEntryKind.Fault, call.Collection, call.Key, kind);
        var effect = fault.Kind is FaultKind.LostReply or FaultKind.ErrorAfterEffect or FaultKind.WrongContent
            or FaultKind.SlowBody or FaultKind.CutBody || (fault.Kind == FaultKind.Hang && fault.Effect);
        var reply = effect ? Execute(call) : null;
        return fault.Kind switch
        {
            FaultKind.LostReply or FaultKind.ConnectionReset => PartnerAnswer.Reset,
            FaultKind.Hang => new PartnerAnswer(ReplyFate.Withheld, null, hold),
            FaultKind.CutBody => PartnerAnswer.Sent(reply! with { Body = reply.Body[..(reply.Body.Length / 2)] }),
            FaultKind.SlowBody => new PartnerAnswer(ReplyFate.Trickled, reply, hold),
            FaultKind.WrongContent => PartnerAnswer.Sent(
                new PartnerReply(200, "<html><body>Welcome back</body></html>") { ContentType = "text/html" }),
            FaultKind.Refuse => PartnerAnswer.Sent(PartnerReply.Refusal(422, fault.Reason, "Refused by a rule.")),
            FaultKind.Throttle => PartnerAnswer.Sent(Failure(fault, 429)),
            FaultKind.ErrorAfterEffect => PartnerAnswer.Sent(Failure(fault, 500)),
            FaultKind.Status or FaultKind.Outage => PartnerAnswer.Sent(Failure(fault, 503)),
            FaultKind.Latency or FaultKind.DuplicateCallback or FaultKind.ReorderCallback =>
                throw new InvalidOperationException($"{fault.Kind} does not decide a call's end."),
        };
    }

    private static PartnerReply Failure(FaultRule fault, int status) =>
        PartnerReply.Refusal(fault.Status ?? status, "SystemFailure", "Scripted fault.") with
        {
            RetryAfterSeconds = fault.RetryAfterSeconds,
        };
}
