"""Stored answers checked again: whether each of their quotes still stands in its document, and where."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from corpus import Document, Notice
from index import DocumentInfo, Index

State = Literal["intact", "moved", "gone"]

# Documents whose texts are kept: an answer quotes few, and the next one often the same
_KEPT = 64
_TEXTS = ("document_id", "source", "quote", "document_sha256")
_NUMBERS = ("start", "end")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredQuote:
    """A quote as it was stored with an answer."""

    line: int  # of the file, from 1
    marker: int | None
    document_id: str
    source: str
    quote: str
    start: int
    end: int
    document_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line, or a citation in it, that cannot be checked."""

    line: int
    problem: Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a quote stands in the index: ``quote == document.text[start:end]``."""

    document_id: str
    source: str
    start: int
    end: int
    document_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What became of a quote."""

    stored: StoredQuote
    state: State
    now: Place | None = None  # None for one that is gone
    reason: Notice | None = None  # why it is gone
    same_text: str | None = None  # source of a document with the text that it was quoted from, if its own is gone

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        stored, now = self.stored, self.now
        return {
            "line": stored.line,
            "marker": stored.marker,
            "state": self.state,
            "source": stored.source,
            "document_id": stored.document_id,
            "start": stored.start,
            "end": stored.end,
            "quote": stored.quote,
            "now": {name: getattr(now, name) for name in Place.__slots__} if now else None,
            "same_text": self.same_text,
        }


def read_quotes(lines: Iterable[bytes]) -> Iterator[StoredQuote | BadLine]:
    """Yield the quotes of answers, one answer as JSON on each line; empty lines are passed over."""
    for number, line in enumerate(lines, start=1):
        data = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not data.strip():
            continue
        try:
            fields = json.loads(data)
            citations = fields["citations"]
            if not isinstance(citations, list):
                raise TypeError
        except (KeyError, TypeError):
            yield _bad(
                number,
                "is no answer: expected an object with a list citations",
                "不是回答：应为含 citations 列表的对象",
            )
        except (ValueError, RecursionError):
            yield _bad(number, "is not JSON", "不是 JSON")
        else:
            for place, citation in enumerate(citations, start=1):
                yield _stored(citation, number) or _bad(
                    number,
                    f"citation {place} lacks what a quote is checked by (document_id, source, quote, start, end,"
                    " document_sha256)",
                    f"第 {place} 条引文缺少核对所需的字段（document_id、source、quote、start、end、document_sha256）",
                )


def _bad(line: int, en: str, zh: str) -> BadLine:
    return BadLine(line=line, problem=Notice(en=f"line {line}: {en}", zh=f"第 {line} 行：{zh}"))


def _stored(citation: Any, line: int) -> StoredQuote | None:
    """Return a citation as a record, or None if it is none."""
    if not isinstance(citation, dict):
        return None
    fields: dict[str, Any] = {name: citation.get(name) for name in (*_TEXTS, *_NUMBERS)}
    if not all(isinstance(fields[name], str) and fields[name] for name in _TEXTS):
        return None
    if not all(type(fields[name]) is int and fields[name] >= 0 for name in _NUMBERS):
        return None
    marker = citation.get("marker")
    return StoredQuote(line=line, marker=marker if isinstance(marker, int) else None, **fields)


class Quotes:
    """Finds stored quotes in an index, as it is at each call.

    Example:
        >>> Quotes(index).check(stored).state
        'moved'
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._load()

    def _load(self) -> None:
        self._manifest = self._index.manifest
        self._by_id: dict[str, DocumentInfo] = {}
        self._by_source: dict[str, list[str]] = {}
        self._by_text: dict[str, str] = {}
        for one in self._index.documents():
            self._by_id[one.id] = one
            self._by_source.setdefault(one.source, []).append(one.id)
            self._by_text.setdefault(one.sha256, one.source)
        self._document = lru_cache(_KEPT)(self._index.document)

    def check(self, stored: StoredQuote) -> Checked:
        """Return what became of a quote.

        Raises:
            StoreError: If the text of a document is not the one that was indexed.
        """
        if self._index.manifest is not self._manifest:  # another process has changed the index
            self._load()
        documents = self._candidates(stored)
        for document in documents:
            # its id is made of its source and its text
            same = (document.id, document.sha256) == (stored.document_id, stored.document_sha256)
            place = _place(document, stored.start, stored.quote)
            if same and place.end == stored.end and document.text.startswith(stored.quote, stored.start):
                return Checked(stored=stored, state="intact", now=place)
        places = [
            _place(document, start, stored.quote)
            for document in documents
            if (start := nearest(document.text, stored.quote, stored.start)) is not None
        ]
        if places:
            now = min(places, key=lambda place: abs(place.start - stored.start))
            return Checked(stored=stored, state="moved", now=now)
        same_text = None if documents else self._by_text.get(stored.document_sha256)
        return Checked(stored=stored, state="gone", reason=_NOT_IN_IT if documents else _NOT_THERE, same_text=same_text)

    def _candidates(self, stored: StoredQuote) -> list[Document]:
        """Return the document that was quoted, and those of its source."""
        ids = [stored.document_id] if stored.document_id in self._by_id else []
        ids += self._by_source.get(stored.source, [])
        return [document for one in dict.fromkeys(ids) if (document := self._document(one))]


_NOT_IN_IT = Notice(en="the document does not have it any more", zh="文档中已没有这句话")
_NOT_THERE = Notice(en="the document is not in the index", zh="索引中没有这份文档")


def nearest(text: str, quote: str, start: int) -> int | None:
    """Return where a quote stands in a text, nearest to an offset; of two as near, the earlier one."""
    before = text.rfind(quote, 0, start + len(quote))
    after = text.find(quote, start)
    found = [place for place in (before, after) if place >= 0]
    return min(found, key=lambda place: abs(place - start)) if found else None


def _place(document: Document, start: int, quote: str) -> Place:
    return Place(
        document_id=document.id,
        source=document.source,
        start=start,
        end=start + len(quote),
        document_sha256=document.sha256,
    )
