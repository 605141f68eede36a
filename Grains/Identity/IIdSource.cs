namespace OrderGrid.Identity;

/// <summary>Makes ids. Injected, so that a simulation can decide them.</summary>
public interface IIdSource
{
    /// <summary>
    /// A new id of 32 hexadecimal digits; later ones sort behind earlier ones (UUID version 7, RFC 9562).
    /// </summary>
    string Next();
}
