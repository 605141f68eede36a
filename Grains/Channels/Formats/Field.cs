using System.Globalization;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;
using OrderGrid.Pricing;

namespace OrderGrid.Channels.Formats;

/// <summary>
/// The text of one member or cell and where it stands. Each reading adds a fault when the text is not as expected
/// and then gives a default that the caller need not look at.
/// </summary>
/// <param name="Value">The text; null when it is missing, which has been told already.</param>
/// <param name="Place">A JSON pointer, or row and column.</param>
/// <param name="Faults">Where faults go.</param>
internal readonly record struct Field(string? Value, string Place, DocumentFaults Faults)
{
    private const string Alphabet = "characters of A-Z a-z 0-9 . _ : - are expected.";

    /// <summary>A text of 1 to so many characters.</summary>
    public string Text(int maxLength)
    {
        if (Value is null || (Value.Length > 0 && AddressRules.IsText(Value, maxLength)))
        {
            return Value ?? "";
        }

        Faults.Add(Place, $"1 to {maxLength} characters without control characters are expected.");
        return "";
    }

    /// <summary>A text, or null when there is none.</summary>
    public string? TextOrNull(int maxLength) => string.IsNullOrEmpty(Value) ? null : Text(maxLength);

    /// <summary>An identifier.</summary>
    public T Identifier<T>() where T : struct, IIdentifier<T>
    {
        if (!Identity.Identifier.TryParse(Value, out T identifier) && Value is not null)
        {
            Faults.Add(Place, $"1 to {T.MaxLength} {Alphabet}");
        }

        return identifier;
    }

    /// <summary>The same field when it is all digits; else a missing one.</summary>
    public Field Digits()
    {
        if (Value is null || (Value.Length > 0 && !Value.AsSpan().ContainsAnyExceptInRange('0', '9')))
        {
            return this;
        }

        Faults.Add(Place, "a whole number is expected.");
        return this with { Value = null };
    }

    /// <summary>A currency.</summary>
    public Currency Currency()
    {
        if (!Pricing.Currency.TryParse(Value, out var currency) && Value is not null)
        {
            Faults.Add(Place, "a currency code of ISO 4217, such as EUR, is expected.");
        }

        return currency;
    }

    /// <summary>An amount in a currency; a currency that could not be read has been told already.</summary>
    public Money Price(Currency currency)
    {
        var money = default(Money);
        if (Value is not null && currency != default && !Money.TryParse(Value, currency, out money))
        {
            Faults.Add(
                Place,
                $"an amount from 0 to {Money.MaxAmount} with at most {currency.MinorUnits} decimals is expected.");
        }

        return money;
    }

    /// <summary>A share of 0 to 1.</summary>
    public decimal Share()
    {
        var share = 0m;
        if (Value is not null
            && (!decimal.TryParse(Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share)
                || share > 1))
        {
            Faults.Add(Place, "a decimal number from 0 to 1 is expected.");
        }

        return share;
    }

    /// <summary>A line's number.</summary>
    public int LineNumber()
    {
        var number = 0;
        if (Value is not null
            && (!int.TryParse(Value, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number < 1))
        {
            Faults.Add(Place, $"a whole number from 1 to {int.MaxValue} is expected.");
        }

        return number;
    }

    /// <summary>The item of a line; a name that no item can have is an item that is not listed.</summary>
    public ChannelSku Article(int line)
    {
        if (!Identity.Identifier.TryParse(Value, out ChannelSku article) && Value is not null)
        {
            Faults.Refuse(line, LineRefusalReason.UnknownSku, Place, $"1 to {ChannelSku.MaxLength} {Alphabet}");
        }

        return article;
    }

    /// <summary>The unit of a line.</summary>
    public UnitOfMeasure Unit(int line)
    {
        if (!Identity.Identifier.TryParse(Value, out UnitOfMeasure unit) && Value is not null)
        {
            Faults.Refuse(line, LineRefusalReason.UnknownUnit, Place, $"1 to {UnitOfMeasure.MaxLength} {Alphabet}");
        }

        return unit;
    }

    /// <summary>The quantity of a line, at least 1.</summary>
    public Quantity Quantity(int line)
    {
        var quantity = default(Quantity);
        if (Value is not null
            && (!long.TryParse(Value, NumberStyles.None, CultureInfo.InvariantCulture, out var pieces)
                || !Inventory.Quantity.TryCreate(pieces, out quantity)
                || quantity == Inventory.Quantity.Zero))
        {
            Faults.Refuse(
                line,
                LineRefusalReason.QuantityOutOfRange,
                Place,
                $"a whole number from 1 to {Inventory.Quantity.MaxPieces} is expected.");
        }

        return quantity;
    }
}
