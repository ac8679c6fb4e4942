"""The records that every package shares: a document and its chunks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One cleaned document.

    Every offset in the product counts characters (code points) of ``text``, so a quote is always
    ``document.text[start:end]``.
    """

    source: str  # path relative to the corpus folder, with "/" as separator
    text: str
    title: str
    institution: str | None = None
    aliases: tuple[str, ...] = ()
    publisher: str | None = None
    author: str | None = None
    date: str | None = None  # YYYY, YYYY-MM or YYYY-MM-DD
    type: str | None = None
    page_starts: tuple[int, ...] = ()  # offset at which each page begins; empty where there are no pages

    @property
    def id(self) -> str:
        """Identify the document by what it is: its source and its text (16 hexadecimal digits)."""
        return hashlib.sha256(f"{self.source}\0{self.text}".encode()).hexdigest()[:16]

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the text, in hexadecimal, by which a stored quote can be checked later."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A run of whole sentences of one document, under one heading: what is indexed and retrieved.

    ``text == document.text[start:end]``, and no heading lies inside it.
    """

    document_id: str
    start: int
    end: int
    text: str
    heading: str = ""  # the headings above the chunk, outermost first, joined by " / "
    page: int | None = None  # 1-based, of the first character
