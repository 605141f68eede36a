using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrderGrid.Gateway.Http;

/// <summary>How the surface reads and writes JSON.</summary>
internal static class Wire
{
    private static readonly JsonSerializerOptions Options = Adjust(new(GatewayJson.Default.Options));

    /// <summary>The one description of a type.</summary>
    public static JsonTypeInfo<T> Of<T>() => Description<T>.Value;

    /// <summary>Gives other options, such as those that the contract is generated with, the same rules.</summary>
    public static JsonSerializerOptions Adjust(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = default;
        options.TypeInfoResolver = GatewayJson.Default.WithAddedModifier(LetNullsBeLeftOut);

        // Answers are never put into HTML, so only what JSON itself asks for is escaped.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        return options;
    }

    private static void LetNullsBeLeftOut(JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
        {
            member.IsRequired &= member.AssociatedParameter is not { IsNullable: true };
        }
    }

    private static class Description<T>
    {
        public static readonly JsonTypeInfo<T> Value = (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
    }
}
