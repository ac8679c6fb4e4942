"""The news articles of the shared data, as documents for load."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from pathlib import Path

from corpus import Document, chunk_document

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def articles() -> Iterator[Document]:
    """Yield the articles in the order of the file; the first line is the title."""
    with lzma.open(DATA / "news.jsonl.xz", "rt", encoding="utf-8") as file:
        for line in file:
            fields = json.loads(line)
            text = fields["text"].strip()
            yield Document(source=f"{fields['id']}.txt", title=text.split("\n", 1)[0][:40], text=text)


def articles_with(passages: int) -> Iterator[tuple[Document, int]]:
    """Yield the first articles that have so many passages together, each with its number of passages."""
    total = 0
    for document in articles():
        if total >= passages:
            return
        count = len(chunk_document(document))
        total += count
        yield document, count
