namespace OrderGrid.Load.Landscape;

/// <summary>A run cannot go on; the message says what to do.</summary>
internal sealed class LoadException : Exception
{
    public LoadException() { }

    public LoadException(string message) : base(message) { }

    public LoadException(string message, Exception inner) : base(message, inner) { }
}
