"""Questions on news articles that were written for training, training/news/questions.jsonl.

The articles are those of the shared data, by their ids; none of their text is kept here but the answers, a name, a
number or a phrase each. Three questions of eight are near to the words of an article, three are in other words, and two
ask what an article on the very topic does not tell.

The encoder learns from one article in three and the scorer from the others: what is near by the encoder is a sign for
the scorer, which would trust it too much where the encoder has seen question and answer together.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from benchmarks.news import articles
from benchmarks.reading import Asked, ReadingSet
from corpus import Document, split_sentences

QUESTIONS = Path(__file__).parent / "news" / "questions.jsonl"
ENCODER_SHARE = 3  # one article in so many


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    number: int  # of the article
    document: Document
    asked: Asked


def read_for_scorer() -> ReadingSet:
    """Return the articles that the scorer learns from, with their questions; some have no answer."""
    rows = [row for row in _rows() if row.number % ENCODER_SHARE]
    documents = {row.document.source: row.document for row in rows}
    return ReadingSet(documents=tuple(documents.values()), questions=tuple(row.asked for row in rows))


def read_for_encoder() -> list[tuple[str, str]]:
    """Return questions, each with the sentence that answers it."""
    pairs = []
    for row in _rows():
        if row.number % ENCODER_SHARE == 0 and row.asked.answers:
            text = row.document.text
            at = text.index(row.asked.answers[0])
            pairs += [(row.asked.text, text[start:end]) for start, end in split_sentences(text) if start <= at < end]
    return pairs


def _rows() -> list[_Row]:
    """Return all questions.

    Raises:
        ValueError: If an answer is not in its article.
    """
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    wanted = {f"{row['id']}.txt" for row in rows}
    documents = {one.source: one for one in articles() if one.source in wanted}
    found = []
    for row in rows:
        document = documents[f"{row['id']}.txt"]
        for answer in row["answers"]:
            if answer not in document.text:
                raise ValueError(f"{QUESTIONS.name}: {answer!r} is not in {row['id']}")
        asked = Asked(text=row["question"], source=document.source, answers=tuple(row["answers"]))
        found.append(_Row(number=int(row["id"][1:]), document=document, asked=asked))
    return found
