using System.Diagnostics;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>A disk of its own, in memory, that a test can fill to the last byte without harm.</summary>
internal sealed class SmallDisk : IDisposable
{
    // What `./grid up` asks for, and what a new PostgreSQL takes.
    private const int Megabytes = 288;
    private const int Block = 1 << 20;
    private const int Page = 1 << 12;

    private SmallDisk(string folder) => Folder = folder;

    /// <summary>Where it is mounted; everybody may enter.</summary>
    public string Folder { get; }

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Mounts one; answers the reason instead where this process may not.</summary>
    public static (SmallDisk? Disk, string? Reason) TryMount()
    {
        var folder = Directory.CreateTempSubdirectory("ordergrid-disk-").FullName;
        var (code, said) = Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m,mode=755", "tmpfs", folder);
        if (code == 0)
        {
            return (new(folder), null);
        }

        Directory.Delete(folder);
        return (null, $"A disk that may be filled needs the right to mount one (root, CAP_SYS_ADMIN): {said}");
    }

    /// <summary>Leaves not one free page.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in (int[])[Block, Page])
        {
            WriteUntilFull(filler, new byte[size]);
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        // A process that still looks at it must not keep it in the way of others.
        if (Run("umount", Folder).Code == 0 || Run("umount", "--lazy", Folder).Code == 0)
        {
            Directory.Delete(Folder);
        }
    }

    private static void WriteUntilFull(FileStream filler, byte[] bytes)
    {
        try
        {
            while (true)
            {
                filler.Write(bytes);
            }
        }
        catch (IOException)
        {
            // That was the last of this size.
        }
    }

    private static (int Code, string Said) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            var said = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return (process.ExitCode, said);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (-1, missing.Message);
        }
    }
}
