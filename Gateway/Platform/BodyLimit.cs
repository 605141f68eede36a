using Microsoft.AspNetCore.Http.Metadata;

namespace OrderGrid.Gateway.Platform;

/// <summary>Lets an endpoint take larger bodies than the others.</summary>
/// <param name="MaxRequestBodySize">In bytes, inclusive.</param>
internal sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
