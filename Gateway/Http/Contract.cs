using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OrderGrid.Gateway.Http;

/// <summary>The OpenAPI document of the surface.</summary>
internal static class Contract
{
    /// <summary>Name of the document: the major version.</summary>
    public const string Name = "v1";

    /// <summary>Where it is served.</summary>
    public const string Route = "/openapi/{documentName}.json";

    private const string Alphabet = "^[A-Za-z0-9._:-]+$";

    public static void Describe(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "OrderGrid", Version = Name };
            document.Servers = [];
            Sort(document);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            DescribeValue(schema, Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            foreach (var parameter in context.Description.ActionDescriptor.EndpointMetadata.OfType<Parameter>())
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(parameter.Describe());
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>Says with which problems an endpoint answers.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params int[] statuses) =>
        statuses.Append(StatusCodes.Status500InternalServerError).Aggregate(
            endpoint, (built, status) => built.Produces<Problem>(status, Problem.MediaType));

    /// <summary>Says that a header is needed.</summary>
    public static RouteHandlerBuilder RequiresHeader(this RouteHandlerBuilder endpoint, string name) =>
        endpoint.WithMetadata(new Parameter(name, ParameterLocation.Header, null));

    /// <summary>Says that a query parameter is understood.</summary>
    public static RouteHandlerBuilder OffersQuery(
        this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.WithMetadata(new Parameter(name, ParameterLocation.Query, description));

    // The generator's order depends on how endpoints were put together; a committed document must not.
    private static void Sort(OpenApiDocument document)
    {
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.OrderBy(path => path.Key, StringComparer.Ordinal))
        {
            paths.Add(path, item);
        }

        document.Paths = paths;
        if (document.Components?.Schemas is { } schemas)
        {
            document.Components.Schemas = schemas.OrderBy(schema => schema.Key, StringComparer.Ordinal)
                .ToDictionary(schema => schema.Key, schema => schema.Value, StringComparer.Ordinal);
        }
    }

    private static void DescribeValue(OpenApiSchema schema, Type type)
    {
        if (Values.Text(type) is { } longest)
        {
            (schema.Type, schema.Pattern, schema.MinLength, schema.MaxLength) =
                (JsonSchemaType.String, Alphabet, 1, longest);
        }
        else if (Values.Describe(type) is { } told)
        {
            (schema.Type, schema.Description) = told;
        }
    }

    private sealed record Parameter(string Name, ParameterLocation In, string? Description)
    {
        public OpenApiParameter Describe() => new()
        {
            Name = Name,
            In = In,
            Description = Description,
            Required = In == ParameterLocation.Header,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
    }
}
