using Microsoft.AspNetCore.Http.Metadata;

namespace OrderGrid.Gateway.Http;

/// <summary>Lets an endpoint take larger bodies than the others.</summary>
/// <param name="MaxBytes">Inclusive.</param>
internal sealed record BodyLimit(int MaxBytes) : IRequestSizeLimitMetadata
{
    /// <inheritdoc/>
    public long? MaxRequestBodySize => MaxBytes + RequestBody.FramesBytes;
}
