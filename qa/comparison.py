"""The comparison as a record: one row for each institution, one column for each aspect, quotes in the cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from corpus import Language
from qa.records import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one institution says about one aspect; without citations it does not mention it."""

    row: str  # the institution, or the title of a document that has none
    institution: str | None
    aspect: str
    citations: tuple[Citation, ...]  # the best first

    @property
    def quotes(self) -> tuple[str, ...]:
        """The sentences, verbatim."""
        return tuple(citation.quote for citation in self.citations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A table of quotes; its markers count through the whole of it, and one place in a document has one marker."""

    questions: tuple[str, ...]  # as they were typed
    aspects: tuple[str, ...]  # the columns
    asked: tuple[str, ...]  # for each aspect, what was asked of the documents
    rows: tuple[str, ...]  # institutions, and titles of documents that have none, in the order of the index
    cells: tuple[Cell, ...]  # row by row, one for each aspect
    citations: tuple[Citation, ...]  # in the order of their markers, from 1
    language: Language
    seconds: float

    @property
    def found(self) -> int:
        """How many cells have a quote."""
        return sum(bool(cell.citations) for cell in self.cells)

    def table(self) -> Iterator[tuple[str, tuple[Cell, ...]]]:
        """Yield each row with its cells."""
        width = len(self.aspects)
        for number, row in enumerate(self.rows):
            yield row, self.cells[number * width : (number + 1) * width]

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data, with the field names of the JSON contract."""
        return {
            "questions": list(self.questions),
            "aspects": list(self.aspects),
            "asked": list(self.asked),
            "rows": list(self.rows),
            "cells": [_cell(cell) for cell in self.cells],
            "citations": [asdict(citation) for citation in self.citations],
            "language": self.language,
            "seconds": self.seconds,
        }

    def _repr_html_(self) -> str:
        """Return the comparison as a notebook shows it."""
        from qa.comparison_html import fragment

        return fragment(self)


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "row": cell.row,
        "institution": cell.institution,
        "aspect": cell.aspect,
        "markers": [citation.marker for citation in cell.citations],
        "quotes": list(cell.quotes),
    }
