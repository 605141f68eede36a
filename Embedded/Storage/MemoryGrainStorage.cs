using System.Globalization;
using System.Text.Json;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrderGrid.Embedded;

/// <summary>Keeps records in memory, as JSON, so that a stored state does not change with the grain's own.</summary>
public sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Name, GrainId Grain), Record> _records = [];
    private long _version;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        lock (_gate)
        {
            var found = _records.GetValueOrDefault((stateName, grainId));
            grainState.RecordExists = found is not null;
            grainState.ETag = found?.ETag;
            grainState.State = found is null ? default : JsonSerializer.Deserialize<T>(found.Json);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        lock (_gate)
        {
            Check(stateName, grainId, grainState.ETag);
            var etag = (++_version).ToString(CultureInfo.InvariantCulture);
            _records[(stateName, grainId)] = new Record(etag, JsonSerializer.Serialize(grainState.State));
            grainState.ETag = etag;
            grainState.RecordExists = true;
        }

        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        lock (_gate)
        {
            Check(stateName, grainId, grainState.ETag);
            _records.Remove((stateName, grainId));
            grainState.ETag = null;
            grainState.RecordExists = false;
            grainState.State = default;
        }

        return Task.CompletedTask;
    }

    private void Check(string stateName, GrainId grainId, string? expected)
    {
        var stored = _records.GetValueOrDefault((stateName, grainId))?.ETag;
        if (stored != expected)
        {
            throw new InconsistentStateException(
                $"The record {stateName} of {grainId} has changed since it was read.", stored, expected);
        }
    }

    private sealed record Record(string ETag, string Json);
}
