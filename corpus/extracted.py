"""What a reader of one format finds in a file, before it is cleaned."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import Notice
from corpus.outcome import Removal

# Stands where a new page begins, also inside a paragraph. It is of the private use area, so no rule takes it for space.
PAGE_BREAK = "\uf8f0"
# Between the cells of a row of a table, which is one line
CELL_BREAK = " | "


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """The text of a file, and what the file says about it.

    Paragraphs, list items and rows of tables are a line each; a heading is a line that begins with ``#`` to ``######``
    and a space. The title of the document, where the text has it, comes first.
    """

    text: str
    title: str | None = None
    institution: str | None = None
    publisher: str | None = None
    author: str | None = None
    date: str | None = None  # as the file gives it; YYYY-MM-DD is read from it later
    removed: tuple[Removal, ...] = ()  # text that a reader of the file does not see
    notices: tuple[Notice, ...] = ()
