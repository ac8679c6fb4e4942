"""A passage: a chunk as it is retrieved, with where it comes from and why it was found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A chunk of a document with its provenance and its scores; higher is better in all three."""

    document_id: str
    source: str
    title: str
    institution: str | None
    publisher: str | None
    date: str | None
    heading: str
    page: int | None
    start: int
    end: int
    text: str
    score: float = 0.0  # fused, at most 1
    lexical: float = 0.0  # BM25, 0 where no term of the query occurs
    dense: float = 0.0  # cosine, -1 to 1

    @property
    def group(self) -> str:
        """What a survey counts it under: its institution, or its document if that has none."""
        return self.institution or self.document_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a search is narrowed to: documents (by id or source) of institutions; an empty list names all."""

    documents: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.documents or self.institutions)
