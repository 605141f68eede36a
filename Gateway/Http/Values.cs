using System.Reflection;
using Microsoft.OpenApi;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;
using OrderGrid.Pricing;

namespace OrderGrid.Gateway.Http;

/// <summary>How value types look in JSON; the generator cannot see into their converters.</summary>
internal static class Values
{
    /// <summary>Longest text of an identifier; null for any other type.</summary>
    public static int? Text(Type type) =>
        Array.Exists(type.GetInterfaces(), one =>
            one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IIdentifier<>))
            ? (int)type.GetProperty("MaxLength", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!
            : null;

    /// <summary>The other value types; null when it is none of them.</summary>
    public static (JsonSchemaType Type, string Description)? Describe(Type type) =>
        type == typeof(Quantity) ? (JsonSchemaType.Integer, "Pieces or units, 0 to 1,000,000,000.")
        : type == typeof(StreamVersion) ? (JsonSchemaType.Integer, "A version: the number of events so far.")
        : type == typeof(Currency) ? (JsonSchemaType.String, "A currency code of ISO 4217, such as EUR.")
        : type == typeof(OrderKey) ? (JsonSchemaType.String, "An order as channel/number.")
        : type == typeof(ReservationKey) ? (JsonSchemaType.String, "A reservation as channel/id.")
        : type == typeof(Money) ? (JsonSchemaType.Object, "{ \"amount\": \"12.50\", \"currency\": \"EUR\" }")
        : null;
}
