"""The questions of case articles (see training/cases.py) as the scorer sees them.

Each set is an index by itself, and one among the passages of a reading comprehension set; questions go the same way as
in use. A question whose answers are taken out of its article is one without an answer, on the very topic; one of a set
on other things, with an institution of this set in the place of its own, is one on another topic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from benchmarks.reading import DRCD, load
from index import Index, Scope, one_width
from index.static import StaticEncoder, shipped_encoder
from qa.candidates import Candidate, find_candidates
from qa.features import features_of
from qa.institutions import find_institutions
from qa.question import Question, understand
from qa.retrieve import retrieve
from training.cases import CaseQuestion, CaseSet, read_cases
from training.examples import Example

_Candidates: TypeAlias = Sequence[Sequence[Candidate]]

# Sets on other things than schools and public bodies
GENERAL = frozenset("fl")
# Kinds whose answers are one fact, so that nothing is left of them without their sentences
_OF_A_FACT = ("fact", "other_words", "english", "mixed")


def case_examples(folder: Path) -> list[Example]:
    """Return the examples of all sets; indexes are built below the folder."""
    encoder = shipped_encoder()
    others = load(DRCD).documents
    examples: list[Example] = []
    sets = read_cases()
    for number, one in enumerate(sets):
        alone = Index.build(one.documents, folder / one.name, encoder=encoder)
        among = Index.build((*one.documents, *others), folder / f"{one.name}-among", encoder=encoder)
        for index in (alone, among):
            examples += _Asking(case=one, index=index, encoder=encoder).examples()
        far = [other for other in sets if (other.name in GENERAL) != (one.name in GENERAL)]
        asking = _Asking(case=one, index=alone, encoder=encoder)
        examples += asking.far_examples(far[number % len(far)])
    return examples


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """The questions of a set, asked of an index."""

    case: CaseSet
    index: Index
    encoder: StaticEncoder

    def examples(self) -> Iterator[Example]:
        for asked in track(self.case.questions, description=f"{self.case.name}, {len(self.index):,} passages"):
            question = understand(asked.text, self.index.institutions())
            candidates = find_candidates(retrieve(self.index, question, Scope()))
            if asked.kind == "survey":
                yield from self._of_institutions(asked, question, candidates)
            elif not question.over_institutions:
                yield from self._of_article(asked, question, candidates)

    def far_examples(self, other: CaseSet) -> Iterator[Example]:
        """Yield the questions of a set on other things, asked of the institutions of this one."""
        theirs = {document.institution or "": () for document in other.documents}
        ours = [document.institution or "" for document in self.case.documents]
        for number, asked in enumerate(track(other.questions, description=f"{other.name} of {self.case.name}")):
            text = one_width(asked.text)
            for mention in reversed(find_institutions(text, theirs)):
                text = f"{text[: mention.start]}{ours[number % len(ours)]}{text[mention.end :]}"
            question = understand(text, self.index.institutions())
            candidates = find_candidates(retrieve(self.index, question, Scope()))
            if asked.kind == "survey":
                nowhere = CaseQuestion(text=text, kind="survey", document="", answers={})
                yield from self._of_institutions(nowhere, question, candidates)
            elif any(candidates) and not question.over_institutions:
                yield self._example("case", question, candidates, [[False] * len(one) for one in candidates])

    def _of_article(self, asked: CaseQuestion, question: Question, candidates: _Candidates) -> Iterator[Example]:
        right = _right(candidates, asked)
        found = any(map(any, right))
        if found or (asked.kind == "missing" and any(candidates)):
            yield self._example("case", question, candidates, right)
        if found and asked.kind in _OF_A_FACT:
            kept = [
                [sentence for sentence, answers in zip(*of_passage, strict=True) if not answers]
                for of_passage in zip(candidates, right, strict=True)
            ]
            if any(kept):
                yield self._example("case", question, kept, [[False] * len(one) for one in kept])

    def _of_institutions(self, asked: CaseQuestion, question: Question, candidates: _Candidates) -> Iterator[Example]:
        groups: dict[str, list[Sequence[Candidate]]] = {}
        for sentences in candidates:
            if sentences and sentences[0].passage.institution:
                groups.setdefault(sentences[0].passage.group, []).append(sentences)
        for group in groups.values():
            right = _right(group, asked)
            # what is told in a passage that was not found is no example of an institution that tells nothing
            if any(map(any, right)) == (group[0][0].passage.source in asked.answers):
                yield self._example("survey", question, group, right)

    def _example(
        self,
        kind: Literal["case", "survey"],
        question: Question,
        candidates: _Candidates,
        right: Sequence[Sequence[bool]],
    ) -> Example:
        flat: NDArray[np.bool_] = np.array([one for of_passage in right for one in of_passage], dtype=bool)
        return Example(
            kind=kind,
            question=f"{question.text} {len(self.index)}",
            article=f"case/{self.case.name}",
            features=features_of(question, candidates, self.index.frequency, len(self.index), self.encoder),
            right=flat,
            of_passage=np.ones(len(flat), dtype=bool),
            answerable=bool(flat.any()),
        )


def _right(candidates: _Candidates, asked: CaseQuestion) -> list[list[bool]]:
    """Tell of each sentence whether it answers, wholly or in part."""
    return [
        [
            any(
                answer in sentence.text or sentence.text in answer
                for answer in asked.answers.get(sentence.passage.source, ())
            )
            for sentence in sentences
        ]
        for sentences in candidates
    ]
