"""The report of an evaluation as one HTML page that asks nothing of the network."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from corpus import Language, Notice
from qa.evaluate import Graded
from qa.figures import Figure
from qa.report import Report, answered, expected, faults, heading, misses_title, shown, summary, tags
from qa.scores import category_label

_STYLE = """
:root { color-scheme: light dark; --paper: #faf8f4; --sheet: #fff; --ink: #24211d; --faint: #6b655c; --rule: #e4ded3;
  --seal: #a63a2b; --tint: #f2eee6; }
@media (prefers-color-scheme: dark) { :root { --paper: #171614; --sheet: #1f1d1a; --ink: #ebe6dd; --faint: #a39c90;
  --rule: #38342e; --seal: #ec8d7c; --tint: #2a2723; } }
body { max-width: 1080px; margin: 0 auto; padding: 40px 24px 80px; background: var(--paper); color: var(--ink);
  font: 16px/1.7 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
h1, h2 { font-family: "Songti SC", "Noto Serif CJK SC", simsun, serif; line-height: 1.35; }
h1 { color: var(--seal); font-size: 28px; overflow-wrap: anywhere; } h2 { margin-top: 44px; font-size: 20px; }
.about, .tags, small { color: var(--faint); } .about { overflow-wrap: anywhere; } small { font-size: 12px; }
.scroll { overflow-x: auto; border: 1px solid var(--rule); border-radius: 10px; background: var(--sheet); }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 9px 14px; text-align: left; vertical-align: top; border-top: 1px solid var(--rule); }
thead th, thead td { border-top: 0; color: var(--faint); font-weight: 500; font-size: 14px; }
tbody th { font-weight: 400; } thead td { width: 26%; }
tbody td { white-space: nowrap; min-width: 150px; } td b { font-weight: 600; }
.span { position: relative; display: block; height: 4px; margin-top: 5px; border-radius: 2px; background: var(--tint); }
.span i { position: absolute; top: 0; bottom: 0; left: calc(var(--low) * 1%); right: calc(100% - var(--high) * 1%);
  min-width: 3px; border-radius: 2px; background: var(--seal); opacity: .55; }
details { margin: 12px 0; border: 1px solid var(--rule); border-radius: 10px; background: var(--sheet); }
summary { padding: 10px 16px; cursor: pointer; font-weight: 600; }
:focus-visible { outline: 2px solid var(--seal); outline-offset: 2px; }
article { padding: 14px 16px; border-top: 1px solid var(--rule); overflow-wrap: anywhere; }
article h3 { margin: 0; font-size: 16px; } .tags { margin: 2px 0 8px; font-size: 13px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 14px; margin: 0; }
dt { color: var(--faint); } dd { margin: 0; } dd > div + div { margin-top: 6px; } .fault { color: var(--seal); }
blockquote { margin: 0; padding-left: 12px; border-left: 3px solid var(--rule); }
@media (max-width: 560px) { body { padding: 24px 14px 60px; } dl { grid-template-columns: 1fr; } }
"""


def to_html(report: Report, language: Language) -> str:
    """Return the report as one page; every word of a question or a document is escaped, and no script may run."""
    title = _safe(heading(report).text(language))
    return "\n".join(
        [
            f'<!doctype html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
            f'<h1>{title}</h1>\n<p class="about">{_safe(summary(report, language))}</p>',
            *(f'<p class="fault">{_safe(problem.text(language))}</p>' for problem in report.problems),
            *_tables(report, language),
            f"<h2>{misses_title(report).text(language)}</h2>",
            *_misses(report, language),
            "</body>\n</html>\n",
        ]
    )


def _tables(report: Report, language: Language) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{_safe(name)}</th>' for name in report.heads(language))
    for title, rows in report.tables():
        yield f'<h2>{title.text(language)}</h2>\n<div class="scroll" tabindex="0"><table>'
        yield f"<thead><tr><td></td>{heads}</tr></thead>\n<tbody>"
        for row in rows:
            label = next(figure for figure in row if figure).label.text(language)
            yield f'<tr><th scope="row">{_safe(label)}</th>{"".join(map(_cell, row))}</tr>'
        yield "</tbody></table></div>"


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return "<td>–</td>"
    bar = ""
    if figure.unit in ("share", "score"):
        bar = f'<span class="span"><i style="--low:{100 * figure.low:.1f};--high:{100 * figure.high:.1f}"></i></span>'
    return f"<td><b>{figure.text()}</b> <small>{figure.interval()} · n = {figure.n:,}</small>{bar}</td>"


def _misses(report: Report, language: Language) -> Iterator[str]:
    for category, group in groupby(report.misses, key=lambda one: one.case.category):
        missed = list(group)
        yield f"<details open><summary>{_safe(category_label(category).text(language))} · {len(missed)}</summary>"
        for one in missed:
            yield from _miss(one, language)
        yield "</details>"


def _miss(one: Graded, language: Language) -> Iterator[str]:
    yield f"<article><h3>{_safe(' → '.join((*one.case.history, one.case.question)))}</h3>"
    yield f'<p class="tags">{_safe(" · ".join(tags(one, language)))}</p>\n<dl>'
    yield f"<dt>{Notice(en='Wrong', zh='不符').text(language)}</dt>"
    yield f'<dd class="fault">{_lines(fault.text(language) for fault in faults(one))}</dd>'
    yield f"<dt>{Notice(en='Expected', zh='预期').text(language)}</dt>"
    yield f"<dd>{_lines(notice.text(language) for notice in expected(one))}</dd>"
    yield f"<dt>{Notice(en='Answered', zh='回答').text(language)}</dt><dd>"
    if reason := answered(one, language):
        yield f"<div>{_safe(reason)}</div>"
    for citation in one.answer.citations if one.answer else ():
        place = _safe(f"{citation.source}:{citation.start}-{citation.end}")
        yield f"<div><blockquote>{_safe(citation.quote)} <small>{place}</small></blockquote></div>"
    yield "</dd></dl></article>"


def _lines(texts: Iterator[str]) -> str:
    return "".join(f"<div>{_safe(text)}</div>" for text in texts)


def _safe(text: str) -> str:
    return escape(shown(text))
