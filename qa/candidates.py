"""Candidates: the sentences of the retrieved passages that may be quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import split_sentences
from index import Passage

# A longer sentence is quoted by its clauses: nobody reads more than this to find one fact
MAX_QUOTE_CHARS = 150

_CLAUSE = re.compile(r"[，；：,;]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence of a passage, or some clauses of a long one: ``text == document.text[start:end]``."""

    passage: Passage
    start: int  # in the document
    end: int
    text: str


def find_candidates(passages: Sequence[Passage]) -> list[list[Candidate]]:
    """Return the sentences of each passage, in order, as what may be quoted."""
    return [
        [
            Candidate(
                passage=passage,
                start=passage.start + start,
                end=passage.start + end,
                text=passage.text[start:end],
            )
            for sentence in split_sentences(passage.text)
            for start, end in _quotable(passage.text, *sentence)
        ]
        for passage in passages
    ]


def _quotable(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence, or the runs of clauses of a long one, which overlap by about half."""
    if end - start <= MAX_QUOTE_CHARS:
        yield start, end
        return
    cuts = [start, *(start + match.end() for match in _CLAUSE.finditer(text[start:end])), end]
    first = 0
    while first < len(cuts) - 1:
        last = first + 1
        while last + 1 < len(cuts) and cuts[last + 1] - cuts[first] <= MAX_QUOTE_CHARS:
            last += 1
        if cuts[last] > cuts[first]:
            yield cuts[first], cuts[last]
        if last == len(cuts) - 1:
            return
        half = (cuts[first] + cuts[last]) / 2
        first = next(place for place in range(first + 1, last + 1) if cuts[place] >= half or place == last)
