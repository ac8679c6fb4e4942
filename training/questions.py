"""Questions of reading comprehension sets, with and without the passages that answer them, as the scorer sees them.

The questions of two sets are asked three times: of the passages of both sets; of the same with a quarter of them taken
out, the one that answers among it; and of the passages of the other set.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rich.progress import track

from benchmarks.reading import CMRC_TRIAL, DRCD, Asked, load
from corpus import Document
from index import Index
from index.static import StaticEncoder, shipped_encoder
from qa.candidates import find_candidates
from qa.features import features_of
from qa.question import Question, understand
from qa.retrieve import PASSAGES
from training.examples import Example

PARTS = 4
# One question in so many is asked as if in another language
TRANSLATED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    name: str
    documents: tuple[Document, ...]
    questions: tuple[Asked, ...]


def read_examples(folder: Path) -> list[Example]:
    """Return the examples of both sets; indexes are built below the folder."""
    encoder = shipped_encoder()
    sets = [_read(path) for path in (CMRC_TRIAL, DRCD)]
    every = [document for one in sets for document in one.documents]
    asked = [question for one in sets for question in one.questions]
    examples = list(_ask(asked, _built(every, folder / "all", encoder), encoder, answerable=True))
    part_of = {document.source: place % PARTS for place, document in enumerate(_shuffled(every))}
    for part in range(PARTS):
        index = _built([one for one in every if part_of[one.source] != part], folder / f"without-{part}", encoder)
        taken = [one for one in asked if part_of[one.source] == part]
        examples += _ask(taken, index, encoder, answerable=False)
    for one, other in (sets, sets[::-1]):
        index = _built(one.documents, folder / one.name, encoder)
        examples += _ask(other.questions[: len(sets[0].questions)], index, encoder, answerable=False)
    return examples


def _read(path: Path) -> _Set:
    reading, name = load(path), path.stem
    return _Set(
        name=name,
        documents=tuple(Document(source=f"{name}/{one.source}", title="", text=one.text) for one in reading.documents),
        questions=tuple(
            Asked(text=one.text, source=f"{name}/{one.source}", answers=one.answers) for one in reading.questions
        ),
    )


def _shuffled(documents: Sequence[Document]) -> list[Document]:
    return random.Random(0).sample(documents, len(documents))  # noqa: S311  (a fixed split, nothing secret)


def _built(documents: Iterable[Document], folder: Path, encoder: StaticEncoder) -> Index:
    return Index.build(documents, folder, encoder=encoder)


def _translated(question: Question) -> Question:
    """Return a question as if it were asked in a language that the documents are not in, with a glossary at hand."""
    concepts = tuple(
        replace(concept, text=f"zq{number}", others=(concept.text, *concept.others))
        for number, concept in enumerate(question.concepts)
    )
    return replace(question, concepts=concepts)


def _ask(asked: Sequence[Asked], index: Index, encoder: StaticEncoder, *, answerable: bool) -> Iterator[Example]:
    for number, one in enumerate(track(asked, description=f"{len(index):,} passages")):
        question = understand(one.text, {})
        if number % TRANSLATED == 0:
            question = _translated(question)
        passages = index.search(question.query, PASSAGES, others=question.others)
        candidates = find_candidates(passages)
        sentences = [sentence for of_passage in candidates for sentence in of_passage]
        right = np.array([any(text in sentence.text for text in one.answers) for sentence in sentences], dtype=bool)
        # a question that another passage happens to answer is no example of one without an answer, nor of one with
        if right.any() == answerable:
            yield Example(
                kind="reading",
                question=one.text,
                article=one.source.rsplit("/", 1)[0],
                features=features_of(question, candidates, index.frequency, len(index), encoder),
                right=right,
                of_passage=np.array([sentence.passage.source == one.source for sentence in sentences], dtype=bool),
                answerable=answerable,
            )
