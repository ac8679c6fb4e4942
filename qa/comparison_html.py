"""A comparison as HTML: a page that needs nothing else, and a fragment for notebooks; all text goes in escaped."""

from __future__ import annotations

import html
import zlib

from qa.comparison import Cell, Comparison
from qa.comparison_words import Words, reference, shown, summary, words_in
from qa.records import Citation

# Nothing is loaded from anywhere and no script runs, whatever a document says
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
.yz { --ink: #1c2329; --faint: #66707a; --line: #d3d9df; --head: #eef2f6; --link: #1f5fa8; --ground: #fff;
  color: var(--ink); background: var(--ground); font: 15px/1.65 system-ui, "PingFang SC", "Microsoft YaHei",
  "Noto Sans CJK SC", sans-serif; padding: 1.5rem; }
@media (prefers-color-scheme: dark) { .yz { --ink: #e4e7ea; --faint: #9aa4ae; --line: #3a434c; --head: #242b32;
  --link: #7fb4f0; --ground: #171b1f; } }
.yz h1 { font-size: 1.3rem; margin: 0 0 1rem; }
.yz h2 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
.yz .wide { overflow-x: auto; }
.yz table { border-collapse: collapse; width: 100%; }
.yz th, .yz td { border: 1px solid var(--line); padding: .55rem .7rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
.yz td { min-width: 14rem; }
.yz th[scope=row] { min-width: 8.5rem; }
.yz thead th, .yz th[scope=row] { background: var(--head); }
.yz q { quotes: none; }
.yz .none, .yz .summary { color: var(--faint); }
.yz details { margin: .15rem 0 .6rem; font-size: .85em; color: var(--faint); }
.yz summary { cursor: pointer; color: var(--link); width: max-content; }
.yz a { color: var(--link); text-decoration: none; }
.yz a:hover, .yz a:focus-visible { text-decoration: underline; }
.yz ol { padding-left: 2.2rem; }
.yz li:target { background: var(--head); }
@media print { @page { size: landscape; margin: 12mm; } .yz { --ink: #000; --faint: #444; --line: #999; --head: #eee;
  --link: #000; --ground: #fff; font-size: 9.5pt; padding: 0; }
  .yz .wide { overflow: visible; } .yz td { min-width: 0; }
  .yz thead { display: table-header-group; } .yz tr, .yz li { break-inside: avoid; }
  .yz details { display: none; } }
"""


def page(comparison: Comparison) -> str:
    """Return a comparison as a page of its own."""
    words = words_in(comparison.language)
    title = f"{words.title}{words.colon}{' '.join(comparison.questions)}"
    return (
        f'<!DOCTYPE html>\n<html lang="{words.html_language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{_escape(title)}</title>\n<style>body {{ margin: 0; }}</style>\n</head>\n"
        f"<body>\n{fragment(comparison)}</body>\n</html>\n"
    )


def fragment(comparison: Comparison) -> str:
    """Return a comparison as HTML that can stand in a notebook."""
    words = words_in(comparison.language)
    # a notebook holds several comparisons, and each links to its own sources
    key = f"yz-{zlib.crc32(repr(comparison.questions + comparison.rows).encode()):08x}"
    heads = "".join(f'<th scope="col">{_escape(name)}</th>' for name in (words.institution, *comparison.aspects))
    rows = "".join(
        f'<tr><th scope="row">{_escape(row)}</th>{"".join(_cell(cell, key, words) for cell in cells)}</tr>\n'
        for row, cells in comparison.table()
    )
    sources = "".join(
        f'<li id="{key}-{one.marker}" value="{one.marker}">{_escape(reference(one, words))}</li>\n'
        for one in comparison.citations
    )
    listed = f"<h2>{words.sources}</h2>\n<ol>\n{sources}</ol>\n" if sources else ""
    heading = " ".join(comparison.questions)
    return (
        f'<style>{_STYLE}</style>\n<main class="yz" lang="{words.html_language}">\n'
        f"<h1>{words.title}{words.colon}{_escape(heading)}</h1>\n"
        f'<div class="wide" tabindex="0" role="region" aria-label="{words.title}">\n'
        f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
        f'<p class="summary">{summary(comparison)}</p>\n{listed}</main>\n'
    )


def _cell(cell: Cell, key: str, words: Words) -> str:
    quotes = "".join(_quote(citation, key, words) for citation in cell.citations)
    return f"<td>{quotes}</td>" if quotes else f'<td class="none">{words.not_mentioned}</td>'


def _quote(citation: Citation, key: str, words: Words) -> str:
    place = _escape(reference(citation, words))
    return (
        f'<q lang="zh">{_escape(citation.quote)}</q>'
        f'<a href="#{key}-{citation.marker}" title="{place}">[{citation.marker}]</a>'
        f"<details><summary>{words.sources}</summary>{place}</details>"
    )


def _escape(text: str) -> str:
    return html.escape(shown(text))
