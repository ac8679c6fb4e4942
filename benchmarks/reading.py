"""Reading comprehension sets (SQuAD format) as passages and questions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from corpus import Document

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
CMRC_DEV = DATA / "cmrc2018_dev.json"  # the test set: nothing is tuned on it
CMRC_TRIAL = DATA / "cmrc2018_trial.json"
DRCD = DATA / "drcd_dev_simplified.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, the source of the passage that answers it (article/number.txt), and the answers that are right."""

    text: str
    source: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingSet:
    """Passages, as one document each, and the questions on them."""

    documents: tuple[Document, ...]
    questions: tuple[Asked, ...]


def load(path: Path) -> ReadingSet:
    """Read a set; questions without text are left out."""
    documents: list[Document] = []
    questions: list[Asked] = []
    for number, article in enumerate(json.loads(path.read_text(encoding="utf-8"))["data"]):
        for paragraph in article["paragraphs"]:
            source = f"{number}/{len(documents)}.txt"
            # the passages have no title of their own, and their number says nothing about them
            documents.append(Document(source=source, title="", text=paragraph["context"]))
            questions += [
                Asked(
                    text=asked["question"], source=source, answers=tuple(answer["text"] for answer in asked["answers"])
                )
                for asked in paragraph["qas"]
                if asked["question"].strip()
            ]
    return ReadingSet(documents=tuple(documents), questions=tuple(questions))
