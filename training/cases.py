"""Case articles that were written for training, with their questions: the domain that the program is for.

``training/cases/NAME.documents.jsonl`` holds documents of invented institutions, each with questions and the whole
sentences that answer them; ``NAME.surveys.jsonl`` questions over all of them. Unlike in reading comprehension sets,
many questions are in everyday words, and many ask what an article on the very topic does not tell.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import Document

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuestion:
    """A question of one article, or over all articles of a set."""

    text: str
    kind: str  # fact, how, other_words, english, mixed, missing or survey
    document: str  # that it was asked of; "" for a survey
    answers: dict[str, tuple[str, ...]]  # by document, whole sentences of it; empty if none answers


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSet:
    """Articles that were written together, each of another institution."""

    name: str
    documents: tuple[Document, ...]  # `source` is the article's id
    questions: tuple[CaseQuestion, ...]


def read_cases(folder: Path = CASES) -> list[CaseSet]:
    """Return the sets of a folder, by name.

    Raises:
        ValueError: If an answer is not in its document.
    """
    return [_read(file, folder) for file in sorted(folder.glob("*.documents.jsonl"))]


def _read(file: Path, folder: Path) -> CaseSet:
    name = file.name.split(".")[0]
    rows = _rows(file)
    documents = tuple(
        Document(
            source=row["id"], title=row["title"], text=row["text"], institution=row["institution"], date=row["date"]
        )
        for row in rows
    )
    questions = [
        CaseQuestion(text=one["q"], kind=one["type"], document=row["id"], answers={row["id"]: tuple(one["answers"])})
        for row in rows
        for one in row["questions"]
    ]
    questions += [
        CaseQuestion(
            text=row["q"],
            kind="survey",
            document="",
            answers={source: tuple(said) for source, said in row["evidence"].items()},
        )
        for row in _rows(folder / f"{name}.surveys.jsonl")
    ]
    _check(documents, questions)
    return CaseSet(name=name, documents=documents, questions=tuple(questions))


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _check(documents: Sequence[Document], questions: Sequence[CaseQuestion]) -> None:
    texts = {document.source: document.text for document in documents}
    for question in questions:
        for source, answers in question.answers.items():
            for answer in answers:
                if answer not in texts[source]:
                    raise ValueError(f"{source}: {question.text!r} is not answered by {answer!r}, which is not there")
