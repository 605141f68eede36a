using System.Text;
using OrderGrid.Channels;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Channels;

public sealed class DocumentFuzzTests
{
    private const int Rounds = 2_000;

    public static TheoryData<string, string> Documents => FormatSamples.Documents;

    [Theory]
    [MemberData(nameof(Documents))]
    public void Whatever_the_bytes_are_there_is_an_outcome(string format, string content)
    {
        var random = new Random(1);
        var channel = FormatSamples.Channel(format);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Mutate(Encoding.UTF8.GetBytes(content), random);

            var read = ChannelDocument.Read(channel, bytes);

            read.ShouldNotBeEmpty();
            read.ShouldAllBe(order => order.Order == null != (order.Fault == null), $"round {round}");
        }
    }

    [Fact]
    public void Noise_is_told_in_every_format()
    {
        var random = new Random(2);
        foreach (var format in ChannelFormats.All)
        {
            var noise = new byte[500];
            random.NextBytes(noise);

            ChannelDocument.Read(FormatSamples.Channel(format), noise).ShouldAllBe(order => order.Fault != null);
        }
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var change = random.Next(1, 5); change > 0 && bytes.Count > 1; change--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 20), bytes.Count - at);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                default:
                    bytes.Insert(at, "\"\\{}[]:;,0-\n"u8[random.Next(12)]);
                    break;
            }
        }

        return [.. bytes];
    }
}
