"""The record of truth: documents and chunks in SQLite.

The vectors and the lexical index are made from it and hold nothing but numbers of its rows.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import Document
from index.files import FILE_COLUMNS, FileRecord
from index.passage import Passage

SCHEMA = """
CREATE TABLE documents (
    row INTEGER PRIMARY KEY, file TEXT NOT NULL, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, title TEXT NOT NULL,
    institution TEXT, aliases TEXT NOT NULL, publisher TEXT, author TEXT, date TEXT, type TEXT,
    page_starts TEXT NOT NULL, sha256 TEXT NOT NULL, text TEXT NOT NULL,
    signature BLOB NOT NULL, first_copy INTEGER
);
CREATE TABLE chunks (
    row INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (row),
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, heading TEXT NOT NULL, page INTEGER
);
CREATE INDEX chunks_by_document ON chunks (document, "start");
CREATE INDEX documents_by_file ON documents (file);
CREATE INDEX documents_by_first_copy ON documents (first_copy);
CREATE TABLE files (
    source TEXT PRIMARY KEY, folder TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,
    sha256 TEXT NOT NULL, read_as TEXT NOT NULL, status TEXT NOT NULL, notices TEXT NOT NULL
);
"""
NEXT_ROWS = "SELECT (SELECT coalesce(max(row) + 1, 0) FROM documents), (SELECT coalesce(max(row) + 1, 0) FROM chunks)"
FIELDS = "id, source, title, institution, aliases, publisher, author, date, type, page_starts"
# ?1 is a JSON list of ids or sources of documents; an empty one names all
_AMONG_DOCUMENTS = (
    "(?1 = '[]' OR id IN (SELECT value FROM json_each(?1)) OR source IN (SELECT value FROM json_each(?1)))"
)
# substr counts characters, as Python does, so the offsets are the same
_PASSAGES = (
    "SELECT c.row, d.id, d.source, d.title, d.institution, d.publisher, d.date, c.heading, c.page,"
    ' c."start", c."end", substr(d.text, c."start" + 1, c."end" - c."start")'
    " FROM chunks c JOIN documents d ON d.row = c.document"
)
# SQLite allows 32,766 parameters in a statement; fewer keep the statement's text small
_PARAMETERS = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInfo:
    """What is known of a document beside its text."""

    row: int
    id: str
    source: str
    title: str
    institution: str | None
    aliases: tuple[str, ...]
    publisher: str | None
    author: str | None
    date: str | None
    type: str | None
    sha256: str
    chunks: int
    first_copy: str | None  # source of the first document with nearly the same text; None if it is the first itself


class Records:
    """Documents and chunks, read from a finished database."""

    def __init__(self, path: Path) -> None:
        # immutable: the file of a finished index never changes, so no lock and no journal is needed to read it
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        # one connection for all threads: a read takes well under a millisecond
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def next_rows(self) -> tuple[int, int]:
        """Return the first free rows of documents and of chunks."""
        found: tuple[int, int] = self._rows(NEXT_ROWS)[0]
        return found

    def files(self) -> list[FileRecord]:
        """Return the files that the documents were read from, by source."""
        return [FileRecord.from_row(row) for row in self._rows(f"SELECT {FILE_COLUMNS} FROM files ORDER BY source")]

    def chunk_rows(self) -> list[int]:
        """Return the rows of all chunks, in order."""
        return [row for (row,) in self._rows("SELECT row FROM chunks ORDER BY row")]

    def documents(self) -> list[DocumentInfo]:
        """Return all documents in the order of their rows, without their texts."""
        rows = self._rows(
            f"SELECT d.row, {FIELDS}, sha256, (SELECT count(*) FROM chunks WHERE document = d.row),"
            " (SELECT source FROM documents f WHERE f.row = d.first_copy AND f.row != d.row)"
            " FROM documents d ORDER BY d.row"
        )
        return [
            DocumentInfo(
                row=row[0],
                id=row[1],
                source=row[2],
                title=row[3],
                institution=row[4],
                aliases=tuple(json.loads(row[5])),
                publisher=row[6],
                author=row[7],
                date=row[8],
                type=row[9],
                sha256=row[11],
                chunks=row[12],
                first_copy=row[13],
            )
            for row in rows
        ]

    def institutions(self, documents: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
        """Return the institutions (of some documents, or of all) with their aliases, in the order of the documents."""
        found: dict[str, tuple[str, ...]] = {}
        for name, aliases in self._rows(
            "SELECT institution, aliases FROM documents WHERE institution IS NOT NULL"
            f" AND {_AMONG_DOCUMENTS} GROUP BY institution, aliases ORDER BY min(row)",
            (json.dumps([*documents], ensure_ascii=False),),
        ):
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *json.loads(aliases))))
        return found

    def document(self, document_id: str) -> Document | None:
        """Return a document with its text, or None if there is none of that id.

        Raises:
            ValueError: If the stored text is not the one that was stored.
        """
        rows = self._rows(f"SELECT {FIELDS}, text, sha256 FROM documents WHERE id = ?", (document_id,))
        if not rows:
            return None
        row = rows[0]
        document = Document(
            source=row[1],
            title=row[2],
            institution=row[3],
            aliases=tuple(json.loads(row[4])),
            publisher=row[5],
            author=row[6],
            date=row[7],
            type=row[8],
            page_starts=tuple(json.loads(row[9])),
            text=row[10],
        )
        if document.sha256 != row[11]:
            raise ValueError(f"the text of {document.source!r} is damaged")
        return document

    def openings(self, chars: int) -> Iterator[tuple[str, str]]:
        """Yield the id and the first characters of the text of every document, in the order of their rows."""
        last = -1
        while rows := self._rows(
            "SELECT row, id, substr(text, 1, ?1) FROM documents WHERE row > ?2 ORDER BY row LIMIT ?3",
            (chars, last, _PARAMETERS),
        ):
            yield from ((key, text) for _, key, text in rows)
            last = rows[-1][0]

    def copies_with(self, document_id: str, quote: str) -> list[str]:
        """Return the sources of the other documents with nearly the same text that have a quote word for word."""
        return [
            source
            for (source,) in self._rows(
                "SELECT source FROM documents WHERE first_copy = (SELECT first_copy FROM documents WHERE id = ?1)"
                " AND id != ?1 AND instr(text, ?2) ORDER BY row",
                (document_id, quote),
            )
        ]

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Return chunks by row, as passages without scores."""
        return {
            row: Passage(
                document_id=key,
                source=source,
                title=title,
                institution=institution,
                publisher=publisher,
                date=date,
                heading=heading,
                page=page,
                start=start,
                end=end,
                text=text,
            )
            for part in _parts(rows)
            for row, key, source, title, institution, publisher, date, heading, page, start, end, text in self._rows(
                _PASSAGES + f" WHERE c.row IN ({','.join('?' * len(part))})", part
            )
        }

    def groups(self, rows: Sequence[int]) -> dict[int, str]:
        """Return the institution of each chunk, or its document's id if that has none."""
        return {
            row: group
            for part in _parts(rows)
            for row, group in self._rows(
                "SELECT c.row, coalesce(d.institution, d.id) FROM chunks c JOIN documents d ON d.row = c.document"
                f" WHERE c.row IN ({','.join('?' * len(part))})",
                part,
            )
        }

    def documents_of(self, *, ids: Sequence[str] = (), institutions: Sequence[str] = ()) -> list[int]:
        """Return the rows of the documents that have one of the ids or sources and one of the institutions.

        An empty list names all.
        """
        rows = self._rows(
            f"SELECT row FROM documents WHERE {_AMONG_DOCUMENTS}"
            " AND (?2 = '[]' OR institution IN (SELECT value FROM json_each(?2)))",
            (json.dumps([*ids], ensure_ascii=False), json.dumps([*institutions], ensure_ascii=False)),
        )
        return [row[0] for row in rows]

    def chunks_of(self, documents: Sequence[int]) -> list[int]:
        """Return the rows of all chunks of some documents (rows)."""
        return [
            row[0]
            for part in _parts(documents)
            for row in self._rows(
                f"SELECT row FROM chunks WHERE document IN ({','.join('?' * len(part))})",
                part,
            )
        ]

    def _rows(self, statement: str, parameters: Sequence[str | int] = ()) -> list[Any]:
        with self._lock:
            return self._connection.execute(statement, parameters).fetchall()


def _parts(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(rows), _PARAMETERS):
        yield rows[start : start + _PARAMETERS]
