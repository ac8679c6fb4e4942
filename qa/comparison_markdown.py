"""A comparison as a Markdown table with footnotes; words of documents cannot become markup."""

from __future__ import annotations

import re

from qa.comparison import Cell, Comparison
from qa.comparison_words import Words, reference, shown, summary, words_in

# Whatever opens markup, HTML, an entity, a formula, a mention or a link; www. too, which becomes a link by itself
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&$!:@^=]|(?<=www)\.", re.IGNORECASE)

_LIST = re.compile(r"^(?P<number>\d*)(?P<mark>[-+.)])")


def markdown(comparison: Comparison) -> str:
    """Return a comparison as Markdown."""
    words = words_in(comparison.language)
    questions = [_plain(question) for question in comparison.questions]
    heading = " ".join(f"“{question}”" for question in questions) if len(questions) > 1 else questions[0]
    table = [
        _line(words.institution, *map(_plain, comparison.aspects)),
        _line(*["---"] * (len(comparison.aspects) + 1)),
        *(_line(f"**{_plain(row)}**", *(_said(cell, words) for cell in cells)) for row, cells in comparison.table()),
    ]
    notes = [f"[^{one.marker}]: {_block(reference(one, words))}" for one in comparison.citations]
    return "\n\n".join([f"# {words.title}{words.colon}{heading}", "\n".join(table), summary(comparison), *notes]) + "\n"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _said(cell: Cell, words: Words) -> str:
    quotes = (f"{_plain(citation.quote)}[^{citation.marker}]" for citation in cell.citations)
    return "<br>".join(quotes) or f"*{words.not_mentioned}*"


def _block(text: str) -> str:
    """Return text that begins no list, as 1. and - would."""
    return _LIST.sub(r"\g<number>\\\g<mark>", _plain(text))


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", shown(text).strip())
