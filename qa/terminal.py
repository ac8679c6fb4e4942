"""An answer, and a list of passages, as lines for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import click

from corpus import Language
from index import Passage
from qa.records import Answer, Citation, marked_lines

NEAREST = 3  # passages shown where there is no answer
_EXCERPT_CHARS = 80
# Control characters of a document could move the cursor or recolour the terminal; a quote shows them as spaces.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def answer_lines(answer: Answer) -> Iterator[str]:
    """Yield an answer with its sources, or with the nearest passages if there is none."""
    for line, marker in marked_lines(answer.text, [citation.quote for citation in answer.citations]):
        yield _CONTROL.sub(" ", line) + (click.style(f"[{marker}]", fg="cyan") if marker else "")
    if answer.status == "abstained":
        yield _say(answer.language, f"原因：{answer.reason}。", f"Reason: {answer.reason}.")
    if answer.citations:
        yield ""
        yield click.style(_say(answer.language, "来源", "Sources"), bold=True)
        yield from map(_source_line, answer.citations)
    elif answer.passages:
        yield ""
        yield click.style(_say(answer.language, "最相近的段落", "Nearest passages"), bold=True)
        yield from passage_lines(answer.passages[:NEAREST])


def passage_lines(passages: Sequence[Passage]) -> Iterator[str]:
    """Yield one line for each passage: where it stands, its scores and its beginning."""
    for rank, passage in enumerate(passages, start=1):
        place = _CONTROL.sub(" ", f"{passage.source}:{passage.start}-{passage.end}")
        scores = f"{passage.score:.3f} (BM25 {passage.lexical:.2f}, cos {passage.dense:.2f})"
        excerpt = _CONTROL.sub(" ", passage.text)
        dots = "…" if len(excerpt) > _EXCERPT_CHARS else ""
        yield f"{rank}. {click.style(place, fg='cyan')}  {scores}"
        yield f"   {excerpt[:_EXCERPT_CHARS]}{dots}"


def _source_line(citation: Citation) -> str:
    described = " · ".join(part for part in (citation.title, citation.publisher, citation.date) if part)
    line = _CONTROL.sub(" ", f"{described}  {citation.source}:{citation.start}-{citation.end}")
    return f"{click.style(f'[{citation.marker}]', fg='cyan')} {line}"


def _say(language: Language, zh: str, en: str) -> str:
    return zh if language == "zh" else en
