using OrderGrid.Gateway.Http;

namespace OrderGrid.Gateway.Imports;

/// <summary>Bounds the imports that run at the same time, and so the memory that their bodies can take.</summary>
public sealed class ImportPlaces : IDisposable
{
    /// <summary>Most imports at the same time.</summary>
    public const int MaxImports = 16;

    private readonly SemaphoreSlim _places = new(MaxImports);

    /// <summary>Takes a place, to be disposed of when the import is over.</summary>
    public IDisposable Take() => _places.Wait(0)
        ? new Place(_places)
        : throw new RequestFaultException(new RequestFault(
            Refusals.TooManyRequests, $"{MaxImports} imports are running. Wait for one of them to end."));

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
