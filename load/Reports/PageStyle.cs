namespace OrderGrid.Load.Reports;

/// <summary>How reports look, in light and in dark.</summary>
internal static class PageStyle
{
    /// <summary>The style sheet; charts take their colours from it.</summary>
    public const string Css =
        """
        :root{color-scheme:light dark;--ink:#1b1f24;--soft:#68707a;--paper:#fff;--card:#f6f7f9;--line:#d8dde3;
        --good:#1a7f4b;--bad:#c0352b;--blue:#2f6fdb;--amber:#d9931e;--violet:#8250df;--teal:#0e8a8a;--grey:#8c959f;
        --shade:#e5a53033}
        @media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#9aa3ad;--paper:#15181c;--card:#1d2126;
        --line:#343a41;--good:#4cc38a;--bad:#ff7b72;--blue:#7aa7ff;--amber:#f0b94a;--violet:#b083f0;--teal:#4fc3c3;
        --grey:#768390;--shade:#f0b94a2e}}
        body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:62rem;
        margin:2rem auto;padding:0 1rem}h1{font-size:1.6rem;margin:0}h2{font-size:1.1rem;margin:2.2rem 0 .5rem}
        p{color:var(--soft);margin:.3rem 0}table{border-collapse:collapse;width:100%}
        td,th{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
        td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.kept{color:var(--good)}.broken{color:var(--bad)}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.7rem;margin:1.2rem 0}
        .cards div{background:var(--card);border-radius:.6rem;padding:.7rem .9rem}
        .cards b{display:block;font-size:1.35rem;font-variant-numeric:tabular-nums}
        .cards span{color:var(--soft);font-size:.85rem}
        figure{margin:0}figcaption{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;color:var(--soft);font-size:.85rem;
        padding-left:4rem}figcaption i{display:inline-block;width:.8em;height:.8em;border-radius:.2em;
        margin-right:.4em;vertical-align:-.05em}
        svg{width:100%;height:auto;font:12px system-ui,sans-serif}svg text{fill:var(--soft)}
        """;
}
