namespace OrderGrid.Gateway.Http;

/// <summary>Marks endpoints whose requests need one of the places that <see cref="Admission"/> gives out.</summary>
public sealed class AdmittedByChannel;
