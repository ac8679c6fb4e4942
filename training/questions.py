"""Questions of reading comprehension sets, with and without the passages that answer them, as the scorer sees them.

Questions are asked three times: of the passages of their own collection; of the same with a quarter of them taken out,
the one that answers among it; and of the passages of another set. CMRC 2018 and DRCD, both of Wikipedia, are one
collection; the news articles (see training/news.py) are another.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from rich.progress import track

from benchmarks.reading import CMRC_TRIAL, DRCD, Asked, ReadingSet, load
from corpus import Document
from index import Index
from index.static import StaticEncoder, shipped_encoder
from qa.candidates import find_candidates
from qa.features import features_of
from qa.question import Question, understand
from qa.retrieve import PASSAGES
from training.examples import Example
from training.news import read_for_scorer

PARTS = 4
# Questions of a set that are asked of the passages of another one
STRANGERS = 1000
# One question in so many is asked as if in another language
TRANSLATED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    name: str
    kind: Literal["reading", "news"]
    documents: tuple[Document, ...]
    questions: tuple[Asked, ...]


def read_examples(folder: Path) -> list[Example]:
    """Return the examples of all sets; indexes are built below the folder."""
    encoder = shipped_encoder()
    cmrc, drcd = (_of(path.stem, "reading", load(path)) for path in (CMRC_TRIAL, DRCD))
    news = _of("news", "news", read_for_scorer())
    examples: list[Example] = []
    for number, sets in enumerate(((cmrc, drcd), (news,))):
        examples += _with_and_without(sets, folder / str(number), encoder)
    for one, others in ((cmrc, (drcd, news)), (drcd, (cmrc, news)), (news, (drcd,))):
        index = _built(one.documents, folder / one.name, encoder)
        for other in others:
            asked = random.Random(0).sample(other.questions, STRANGERS)  # noqa: S311  (a fixed choice, nothing secret)
            examples += _ask(asked, index, encoder, other.kind, answerable=False)
    return examples


def _with_and_without(sets: Sequence[_Set], folder: Path, encoder: StaticEncoder) -> Iterator[Example]:
    """Yield the examples of sets whose passages are one index, and an index with each part of it taken out."""
    every = [document for one in sets for document in one.documents]
    whole = _built(every, folder / "all", encoder)
    part_of = {document.source: place % PARTS for place, document in enumerate(_shuffled(every))}
    for one in sets:
        for answerable in (True, False):
            asked = [question for question in one.questions if bool(question.answers) is answerable]
            yield from _ask(asked, whole, encoder, one.kind, answerable=answerable)
    for part in range(PARTS):
        index = _built([one for one in every if part_of[one.source] != part], folder / f"without-{part}", encoder)
        for one in sets:
            taken = [question for question in one.questions if question.answers and part_of[question.source] == part]
            yield from _ask(taken, index, encoder, one.kind, answerable=False)


def _of(name: str, kind: Literal["reading", "news"], reading: ReadingSet) -> _Set:
    return _Set(
        name=name,
        kind=kind,
        documents=tuple(replace(one, source=f"{name}/{one.source}", title="") for one in reading.documents),
        questions=tuple(replace(one, source=f"{name}/{one.source}") for one in reading.questions),
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


def _ask(
    asked: Sequence[Asked], index: Index, encoder: StaticEncoder, kind: Literal["reading", "news"], *, answerable: bool
) -> Iterator[Example]:
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
                kind=kind,
                question=one.text,
                article=_article(one.source),
                features=features_of(question, candidates, index.frequency, len(index), encoder),
                right=right,
                of_passage=np.array([sentence.passage.source == one.source for sentence in sentences], dtype=bool),
                answerable=answerable,
            )


def _article(source: str) -> str:
    """Return what is never in training and test at once: a set's article, of which there may be several passages."""
    return source if source.startswith("news") else source.rsplit("/", 1)[0]
