using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace OrderGrid.Load.Samples;

/// <summary>One item of the sample catalogue.</summary>
/// <param name="Sku">Our SKU.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Unit">Unit stock is counted in: <c>EA</c> pieces, <c>M</c> metres.</param>
/// <param name="Price">Price of one stock unit, in <see cref="Currency"/>.</param>
/// <param name="Hot">True for the few everybody wants, of which there is too little.</param>
public sealed record SampleItem(string Sku, string Name, string Unit, decimal Price, bool Hot)
{
    /// <summary>Currency of every sample price.</summary>
    public const string Currency = "EUR";

    private static readonly ImmutableArray<(string Code, string Name, string Unit, decimal Price, string Variants)>
        Ranges =
        [
            ("MUG", "Stoneware mug", "EA", 9.90m, "WHITE BLACK BLUE RED GREEN"),
            ("TEE", "Organic cotton T-shirt", "EA", 19.50m, "S M L XL XXL"),
            ("LAMP", "Desk lamp", "EA", 49.00m, "OAK STEEL BRASS WHITE BLACK"),
            ("BAG", "Canvas backpack", "EA", 64.90m, "SAND OLIVE NAVY GREY BLACK"),
            ("PEN", "Gel pen", "EA", 1.20m, "BLUE BLACK RED GREEN VIOLET"),
            ("NOTE", "Notebook, dotted", "EA", 6.50m, "A4 A5 A6 B5 XL"),
            ("CABLE", "Textile cable", "M", 2.35m, "WHITE BLACK RED GOLD GREY"),
            ("BULB", "LED bulb", "EA", 4.95m, "2W 4W 6W 8W 11W"),
            ("CHAIR", "Stacking chair", "EA", 89.00m, "BEECH ASH OAK WHITE BLACK"),
            ("DESK", "Height-adjustable desk", "EA", 429.00m, "120 140 160 180 200"),
            ("PHONE", "Phone, limited edition", "EA", 599.00m, "64 128 256 512 1024"),
            ("HOOK", "Wall hook", "EA", 3.75m, "OAK STEEL BRASS WHITE BLACK"),
        ];

    private static readonly ImmutableArray<string> HotSkus = ["PHONE-256", "PHONE-512", "MUG-BLUE", "LAMP-BRASS"];

    /// <summary>The whole catalogue.</summary>
    public static ImmutableArray<SampleItem> Catalog { get; } =
    [
        .. Ranges.SelectMany(range => range.Variants.Split(' ').Select((variant, index) => new SampleItem(
            $"{range.Code}-{variant}",
            $"{range.Name} {variant}",
            range.Unit,
            range.Price + decimal.Round(range.Price * index * 0.03m, 2),
            HotSkus.Contains($"{range.Code}-{variant}")))),
    ];

    /// <summary>The catalogue as CSV.</summary>
    public static string CatalogCsv()
    {
        var csv = new StringBuilder("sku,name,unit,price,currency\n");
        foreach (var item in Catalog)
        {
            var name = item.Name.Contains(',', StringComparison.Ordinal) ? $"\"{item.Name}\"" : item.Name;
            csv.Append(CultureInfo.InvariantCulture, $"{item.Sku},{name},{item.Unit},{item.Price:F2},{Currency}\n");
        }

        return csv.ToString();
    }
}
