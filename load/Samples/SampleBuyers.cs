using System.Collections.Immutable;

namespace OrderGrid.Load.Samples;

/// <summary>Draws people and firms: made up, with names that try encodings and quoting.</summary>
public sealed class SampleBuyers(Random dice)
{
    private static readonly ImmutableArray<string> First =
        ["Anna", "Jürgen", "Łukasz", "Zoë", "Søren", "Chloé", "Mateo", "İpek", "Noor", "Siobhán", "Björn", "Mia"];

    private static readonly ImmutableArray<string> Last =
        ["Müller", "O'Neill", "Kowalski", "García", "Øverland", "Dvořák", "Weiß", "van den Berg", "Rossi", "Lefèvre"];

    private static readonly ImmutableArray<string> Firms =
    [
        "Hotel Adler GmbH", "Café \"Zur Post\"; Inh. Weiß", "Bureau & Fils SARL", "Van Dijk Kantoor B.V.",
        "Łódź Meble Sp. z o.o.", "Østergaard A/S", "Papeterie L'Encre", "Ufficio Più S.r.l.",
    ];

    private static readonly ImmutableArray<(string Zip, string City, string Country, string Street)> Places =
    [
        ("10115", "Berlin", "DE", "Invalidenstraße"), ("80331", "München", "DE", "Sendlinger Straße"),
        ("3011", "Rotterdam", "NL", "Wijnhaven"), ("1012 AB", "Amsterdam", "NL", "Damrak"),
        ("69002", "Lyon", "FR", "Rue de la République"), ("13001", "Marseille", "FR", "Cours d'Estienne d'Orves"),
        ("90-001", "Łódź", "PL", "Piotrkowska"), ("1000", "Bruxelles", "BE", "Rue Neuve"),
        ("20121", "Milano", "IT", "Via Brera"), ("1010", "Wien", "AT", "Kärntner Straße"),
    ];

    /// <summary>A private person.</summary>
    public SampleBuyer Person()
    {
        var number = dice.Next(1000, 1400);
        // The name follows from the number: a customer who buys twice is the same person.
        var name = $"{First[number % First.Length]} {Last[number / First.Length % Last.Length]}";
        return At($"C-{number}", name, $"customer{number}@example.com");
    }

    /// <summary>A firm that buys again and again.</summary>
    public SampleBuyer Firm()
    {
        var index = dice.Next(Firms.Length);
        return At($"B-{500 + index}", Firms[index], $"purchasing{index}@example.com");
    }

    private SampleBuyer At(string customer, string name, string email)
    {
        var place = Places[dice.Next(Places.Length)];
        var street = $"{place.Street} {dice.Next(1, 180)}";
        return new SampleBuyer(customer, name, email, street, place.Zip, place.City, place.Country);
    }}
