using System.Globalization;
using System.Reflection;

namespace OrderGrid.Journal;

/// <summary>One numbered step of the schema. A released one is never changed; a correction is a new number.</summary>
/// <param name="Number">1 to 9999, unique.</param>
/// <param name="Name">What it brings.</param>
/// <param name="Sql">Statements that may run inside a transaction.</param>
public sealed record Migration(int Number, string Name, string Sql)
{
    private const int NumberLength = 4;

    /// <summary>Reads the resource <c>NNNN_name.sql</c>.</summary>
    internal static Migration Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new Migration(
            int.Parse(resource.AsSpan(0, NumberLength), NumberStyles.None, CultureInfo.InvariantCulture),
            resource[(NumberLength + 1)..^".sql".Length],
            reader.ReadToEnd());
    }
}

/// <summary>This release cannot work with the database. Trying again is no use; the message says what is.</summary>
public sealed class SchemaRefusedException : Exception
{
    /// <summary>Makes one without a cause.</summary>
    public SchemaRefusedException() { }

    /// <summary>Makes one with a message that says what to do.</summary>
    public SchemaRefusedException(string message) : base(message) { }

    /// <summary>Makes one with its cause.</summary>
    public SchemaRefusedException(string message, Exception inner) : base(message, inner) { }
}
