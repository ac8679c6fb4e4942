"""The record of truth while it is changed: documents, chunks and files, in a database of its own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus import Chunk, Document
from index.copies import group_copies, signature_of
from index.files import FILE_COLUMNS, FileRecord
from index.records import FIELDS, NEXT_ROWS, SCHEMA


class RecordWriter:
    """Writes a database that nobody else reads yet.

    What is committed outlives a crash of the process: the next one goes on with it.
    """

    def __init__(self, path: Path) -> None:
        is_new = not path.exists()
        self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rwc", uri=True)
        # WAL: a commit costs no wait for the disk, and a process that is killed leaves the last commit whole. The file
        # is brought to the disk when it is finished (`check_files`).
        self._connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;")
        if is_new:
            self._connection.executescript(f"BEGIN; {SCHEMA} COMMIT;")

    def close(self) -> None:
        """Close the database; what was not committed is gone."""
        self._connection.close()

    def commit(self) -> None:
        """Make what was written last."""
        self._connection.commit()

    def finish(self) -> None:
        """Commit, and leave one file that needs no other to be read."""
        self._connection.commit()
        self._connection.execute("PRAGMA journal_mode = DELETE")

    def next_rows(self) -> tuple[int, int]:
        """Return the first free rows of documents and of chunks."""
        found: tuple[int, int] = self._rows(NEXT_ROWS)[0]
        return found

    def chunk_rows(self, first: int) -> list[int]:
        """Return the rows of the chunks from a row on."""
        return [row for (row,) in self._rows("SELECT row FROM chunks WHERE row >= ?", (first,))]

    def counts(self) -> tuple[int, int]:
        """Return how many documents and chunks there are."""
        documents, chunks = self._rows("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM chunks)")[0]
        return documents, chunks

    def has(self, document_id: str) -> bool:
        """Tell whether there is a document of this id."""
        return bool(self._rows("SELECT 1 FROM documents WHERE id = ?", (document_id,)))

    def add(self, row: int, document: Document, file: str, chunks: Sequence[tuple[int, Chunk]]) -> None:
        """Add a document, read from a file, under its row, with its chunks under theirs."""
        self._connection.execute(
            f"INSERT INTO documents (row, file, {FIELDS}, sha256, text, signature) VALUES ({','.join('?' * 15)})",
            (
                row,
                file,
                document.id,
                document.source,
                document.title,
                document.institution,
                json.dumps(document.aliases, ensure_ascii=False),
                document.publisher,
                document.author,
                document.date,
                document.type,
                json.dumps(document.page_starts),
                document.sha256,
                document.text,
                signature_of(document.text),
            ),
        )
        self._connection.executemany(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?)",
            [(number, row, chunk.start, chunk.end, chunk.heading, chunk.page) for number, chunk in chunks],
        )

    def rows_of_file(self, file: str) -> list[int]:
        """Return the rows of the documents that were read from a file."""
        return [row for (row,) in self._rows("SELECT row FROM documents WHERE file = ?", (file,))]

    def find(self, name: str) -> list[tuple[int, str]]:
        """Return the row and the file of each document of this id or source."""
        return self._rows("SELECT row, file FROM documents WHERE id = ?1 OR source = ?1", (name,))

    def indexed(self, where: str, parameter: int) -> Iterator[tuple[int, int, str]]:
        """Yield chunk row, document row and indexed text (see `indexed_text`) of some chunks, in order."""
        for chunk, document, institution, title, heading, text in self._connection.execute(
            "SELECT c.row, d.row, d.institution, d.title, c.heading,"
            ' substr(d.text, c."start" + 1, c."end" - c."start")'
            f" FROM chunks c JOIN documents d ON d.row = c.document WHERE {where} ORDER BY c.row",
            (parameter,),
        ):
            yield chunk, document, joined(institution, title, heading, text)

    def remove(self, document: int) -> None:
        """Take a document (row) out, with its chunks."""
        self._connection.execute("DELETE FROM chunks WHERE document = ?", (document,))
        self._connection.execute("DELETE FROM documents WHERE row = ?", (document,))

    def group_copies(self) -> None:
        """Keep for each document the first one with nearly the same text."""
        rows = self._rows("SELECT row, signature, first_copy FROM documents ORDER BY row")
        firsts = group_copies([signature for _, signature, _ in rows])
        changed = [
            (rows[first][0], row)
            for first, (row, _, before) in zip(firsts, rows, strict=True)
            if rows[first][0] != before
        ]
        self._connection.executemany("UPDATE documents SET first_copy = ? WHERE row = ?", changed)

    def files(self) -> dict[str, FileRecord]:
        """Return what is known of each file, by its source."""
        rows = self._rows(f"SELECT {FILE_COLUMNS} FROM files")
        return {row[0]: FileRecord.from_row(row) for row in rows}

    def put_file(self, file: FileRecord) -> None:
        """Keep what is known of a file."""
        self._connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", file.to_row())

    def forget_file(self, source: str) -> None:
        """Drop what is known of a file."""
        self._connection.execute("DELETE FROM files WHERE source = ?", (source,))

    def gone_since(self, base: Path) -> tuple[list[int], list[int]]:
        """Return the rows of the documents and of the chunks that another database has and this one has not."""
        self._connection.commit()
        self._connection.execute("ATTACH ? AS base", (f"{base.resolve().as_uri()}?mode=ro&immutable=1",))
        try:
            found = [
                [row for (row,) in self._rows(f"SELECT row FROM base.{table} EXCEPT SELECT row FROM main.{table}")]
                for table in ("documents", "chunks")
            ]
        finally:
            self._connection.execute("DETACH base")
        return found[0], found[1]

    def _rows(self, statement: str, parameters: Sequence[str | int] = ()) -> list[Any]:
        return self._connection.execute(statement, parameters).fetchall()


def joined(institution: str | None, title: str, heading: str, text: str) -> str:
    """Return the text that a chunk is found by: its own, below its document's institution, title and headings."""
    context = dict.fromkeys((institution or "", title, heading))
    return "\n".join([*(part for part in context if part), text])


def indexed_text(document: Document, chunk: Chunk) -> str:
    """Return what a chunk is found by: its document's institution and title, its headings, and its own text."""
    return joined(document.institution, document.title, chunk.heading, chunk.text)
