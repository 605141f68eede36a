namespace OrderGrid.Tests.Gateway;

/// <summary>Bodies that tests send.</summary>
internal static class Bodies
{
    public const string Rows = "application/x-ndjson";

    public const string Channel =
        """
        {"format":"webshop-json","currency":"EUR","nodes":["BER","RTM"],"shipWithinHours":24,"listings":[
        {"channelSku":"mug","sku":"MUG","units":{"EA":1,"BOX":10}},
        {"channelSku":"pen","sku":"PEN","units":{"EA":1}},
        {"channelSku":"rare","sku":"RARE","units":{"EA":1}},
        {"channelSku":"lamp","sku":"LAMP","units":{"EA":1}}]}
        """;

    public const string ShipTo = """{"name":"A","street":"S 1","city":"B","postalCode":"1","country":"DE"}""";

    public static string Line(
        int line = 1, string sku = "mug", long quantity = 1, string unit = "EA", string currency = "EUR") =>
        $$"""{"line":{{line}},"sku":"{{sku}}","unit":"{{unit}}","quantity":{{quantity}},"""
        + $$$"""
        "unitPrice":{"amount":"9.50","currency":"{{{currency}}}"}}
        """;

    public static string Order(params string[] lines) =>
        $$"""{"customer":"C-1","currency":"EUR","shipTo":{{ShipTo}},"lines":[{{Joined(lines)}}]}""";

    public static string Webshop(string number, int quantity = 1, string article = "mug") =>
        $$"""
        {"orderId":"{{number}}","placedAt":"2026-03-02T06:00:37Z",
        "buyer":{"customerNo":"C-1044","name":"Anna","email":"a@example.com"},
        "deliveryAddress":{"name":"Anna","street":"Rue 1","zip":"69002","city":"Lyon","country":"FR"},
        "items":[{"article":"{{article}}","qty":{{quantity}},"unit":"EA","price":"1.24"}],"currency":"EUR"}
        """;

    private static string Joined(string[] lines) => lines.Length == 0 ? Line() : string.Join(',', lines);
}
