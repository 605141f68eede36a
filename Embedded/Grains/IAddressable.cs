namespace Orleans.Runtime
{
    /// <summary>Something calls can be sent to.</summary>
    public interface IAddressable;
}

namespace Orleans
{
    /// <summary>The base of every grain interface.</summary>
    public interface IGrain : Runtime.IAddressable;

    /// <summary>A grain whose key is a text: the only kind of key this runtime knows.</summary>
    public interface IGrainWithStringKey : IGrain;
}
