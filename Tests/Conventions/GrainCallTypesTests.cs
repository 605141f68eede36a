using System.Reflection;
using Shouldly;
using Xunit;
using static OrderGrid.Conventions.Samples;

namespace OrderGrid.Conventions;

public sealed class GrainCallTypesTests
{
    private static readonly Assembly Published = typeof(Orders.OrderNumber).Assembly;

    [Fact]
    public void Every_type_that_crosses_a_grain_call_can_be_sent()
    {
        var interfaces = Published.GetTypes().Where(GrainCallTypes.IsGrainInterface).ToList();

        var complaints = new GrainCallTypes(Published).Check(interfaces);

        interfaces.ShouldNotBeEmpty();
        complaints.ShouldBeEmpty(string.Join('\n', complaints));
    }

    [Theory]
    [InlineData(typeof(OpenRecord), "make it sealed")]
    [InlineData(typeof(Bare), "lacks [GenerateSerializer]")]
    [InlineData(typeof(Bare), "lacks [Alias]")]
    [InlineData(typeof(Bare), "has no [Id] on 'Number'")]
    [InlineData(typeof(Changing), "can be changed through 'Number'")]
    [InlineData(typeof(Loose), "make it a readonly struct")]
    [InlineData(typeof(Twice), "has [Id(0)] twice")]
    [InlineData(typeof(Outer), "reached as Outer.Inner")]
    public void A_type_that_cannot_be_sent_is_found(Type sample, string complaint)
    {
        var grain = typeof(ISampleGrain<>).MakeGenericType(sample);

        var complaints = new GrainCallTypes(typeof(OpenRecord).Assembly).Check([grain]);

        complaints.ShouldContain(text => text.Contains(complaint, StringComparison.Ordinal));
    }

    [Fact]
    public void An_alias_used_twice_is_found() =>
        new GrainCallTypes(typeof(OpenRecord).Assembly).Check([])
            .ShouldContain(text => text.StartsWith("alias 'sample.same' is used by", StringComparison.Ordinal));

    [Fact]
    public void A_type_that_can_be_sent_passes() =>
        new GrainCallTypes(typeof(OpenRecord).Assembly).Check([typeof(ISampleGrain<Sound>)])
            .ShouldAllBe(text => text.StartsWith("alias", StringComparison.Ordinal));

    [Fact]
    public void Grain_interfaces_are_told_from_others()
    {
        GrainCallTypes.IsGrainInterface(typeof(ISampleGrain<Sound>)).ShouldBeTrue();
        GrainCallTypes.IsGrainInterface(typeof(IDisposable)).ShouldBeFalse();
    }
}
