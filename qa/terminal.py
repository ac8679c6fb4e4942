"""An answer, and a list of passages, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from corpus import Language
from index import Passage

# Control characters of a document could move the cursor or recolour the terminal; `shown` makes spaces of them
from qa.comparison_words import shown
from qa.records import Answer, Citation, marked_lines

NEAREST = 3  # passages shown where there is no answer
_EXCERPT_CHARS = 80


def answer_lines(answer: Answer) -> Iterator[str]:
    """Yield an answer with its sources, or with the nearest passages if there is none."""
    if answer.whole and answer.whole != answer.question:
        yield _say(answer.language, f"理解为：{shown(answer.whole)}", f"Understood as: {shown(answer.whole)}")
        yield ""
    for line, marker in marked_lines(answer.text, [citation.quote for citation in answer.citations]):
        if marker:
            yield _quoting(line, answer.citations[marker - 1]) + click.style(f"[{marker}]", fg="cyan")
        else:  # of an answer in which documents differ, this is the line that says so
            yield click.style(shown(line), fg="yellow", bold=True) if answer.conflict else shown(line)
    if answer.status == "abstained":
        yield _say(answer.language, f"原因：{answer.reason}。", f"Reason: {answer.reason}.")
    if answer.citations:
        yield from _titled(_say(answer.language, "来源", "Sources"))
        yield from (_source_line(citation, answer.language) for citation in answer.citations)
    elif answer.passages:
        yield from _titled(_say(answer.language, "最相近的段落（不是回答）", "Nearest passages (not an answer)"))
        yield from passage_lines(answer.passages[:NEAREST])


def explained_lines(answer: Answer) -> Iterator[str]:
    """Yield how an answer came about."""
    yield ""
    for line in answer.explain():
        yield line if line.startswith(" ") else click.style(line, bold=True)


def passage_lines(passages: Sequence[Passage]) -> Iterator[str]:
    """Yield one line for each passage: where it stands, its scores and its beginning."""
    for rank, passage in enumerate(passages, start=1):
        place = shown(f"{passage.source}:{passage.start}-{passage.end}")
        scores = f"{passage.score:.3f} (BM25 {passage.lexical:.2f}, cos {passage.dense:.2f})"
        excerpt = shown(passage.text)
        dots = "…" if len(excerpt) > _EXCERPT_CHARS else ""
        yield f"{rank}. {click.style(place, fg='cyan')}  {scores}"
        yield f"   {excerpt[:_EXCERPT_CHARS]}{dots}"


def _quoting(line: str, citation: Citation) -> str:
    """Return a line that ends with a quote, with what was asked for emphasised in it."""
    if citation.span is None:
        return shown(line)
    quoted = len(line) - len(citation.quote)
    start, end = (quoted + place - citation.start for place in citation.span)
    emphasised = click.style(shown(line[start:end]), bold=True, underline=True)
    return f"{shown(line[:start])}{emphasised}{shown(line[end:])}"


def _titled(title: str) -> Iterator[str]:
    yield ""
    yield click.style(title, bold=True)


def _source_line(citation: Citation, language: Language) -> str:
    page = _say(language, f"第 {citation.page} 页", f"p. {citation.page}") if citation.page else None
    described = " · ".join(part for part in (citation.title, citation.publisher, citation.date, page) if part)
    copies = _say(language, "；另见：", "; also in: ") + ", ".join(citation.also) if citation.also else ""
    line = shown(f"{described}  {citation.source}:{citation.start}-{citation.end}{copies}")
    return f"{click.style(f'[{citation.marker}]', fg='cyan')} {line}"


def _say(language: Language, zh: str, en: str) -> str:
    return zh if language == "zh" else en
