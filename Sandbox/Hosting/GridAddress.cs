namespace OrderGrid.Sandbox.Hosting;

/// <summary>Where callbacks go. It can be set later, for the grid may start after the sandbox.</summary>
public sealed class GridAddress(Uri? url)
{
    private volatile Uri? _url = Normalize(url);

    /// <summary>Raised when the address was set.</summary>
    public event EventHandler? Changed;

    /// <summary>The grid's base address; null while it is unknown.</summary>
    public Uri? Url
    {
        get => _url;
        set
        {
            _url = Normalize(value);
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    // A base address without its last slash would lose its last segment when a path is added.
    private static Uri? Normalize(Uri? url) =>
        url is null || url.AbsoluteUri.EndsWith('/') ? url : new Uri($"{url.AbsoluteUri}/");
}
