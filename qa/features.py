"""What speaks for a sentence as the answer to a question, as numbers that a model can weigh.

Every number is a share or a difference of shares, so that it means the same in an index of five documents and of
five thousand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from index import aligned, boundaries, fold
from qa.answer_type import AnswerType, found_spans
from qa.candidates import Candidate
from qa.comparing import BESIDE_CHARS, Asked, Read, asked_by, read_passage
from qa.concepts import has_han
from qa.likeness import Likeness, PieceEncoder
from qa.question import Question
from qa.wording import Wording, pairs_only, trigrams, weight_of, wordings_of
from qa.years import share_of_dates

_TYPES = get_args(AnswerType)

# Of a sentence: shares of the question's terms, by rarity
_OWN = (
    "own",  # in the sentence itself
    "headed",  # in it, half counted where only the heading has them
    "runs",  # runs of three characters, each alike
    "local",  # weighted by how rare they are within the passage as well: what its subject is, all sentences know
    "focus",  # of the concept next to the question word
    "soft",  # how near the nearest piece of the sentence is to each piece of the question, by the encoder
    "soft_focus",
    "cosine",  # of sentence and question
    "near",  # terms near to something of the type that is asked for
    "before",  # more terms with the sentence before it
    "after",
    "above",  # more terms with all that stands before it: title, headings, sentences
    "left",  # characters to the left of the question word that stand in the sentence, as a share of 6
    "right",
    "typed",  # whether it has something of the type that is asked for
    "typed_new",  # something that the question does not have
    "fresh",  # share of its characters that the question does not have
    "defined",  # whether it says what one of the concepts is: 1 at its beginning, 0.5 further on
    "length",  # natural logarithm of its characters
    "place",  # in its passage, 0 first
    "dated",  # of the dates of the question, those of the sentence
)
# Of the passage that it stands in
_PASSAGE = (
    "passage",  # shares of the question's terms in it, as above
    "passage_pairs",
    "passage_runs",
    "passage_soft",
    "passage_cosine",
    "subject",  # of the first concept alone, which is mostly what the question is about
    "weakest",  # of the concept of which it has least
    "missing",  # the rarest term that it lacks
    "often",  # how often it has the terms, saturated as in BM25
    "rank",  # in retrieval, 0 first
    "ratio",  # of its score to that of the first
)
# Beside the other sentences
_BEST = ("own", "headed", "runs", "local", "focus", "soft", "soft_focus", "cosine", "near")
_RANKED = ("own", "local", "soft")
_QUESTION = (
    "asked_length",
    "named",  # whether it names an institution whose documents alone are read
    "translated",  # share of its concepts, by weight, in another script than the documents
    "in_other_words",
    "asks_of_dates",  # whether it names one
    "unseen",  # share of its terms that no document has
    "nowhere",  # share of its concepts, by weight, that none of the passages has
    "least_found",  # how much of a concept the passage that has most of it has, for the concept that is found least
    "name_least_found",  # the same among the concepts that are no ordinary words: what is no word is a name, mostly
    "word_least_found",  # and among the ordinary ones, which can be said in other words
    *(f"asks_{name}" for name in _TYPES),
)

FEATURES = (
    *_OWN,
    *_PASSAGE,
    *(f"{name}_from_best" for name in _BEST),
    *(f"{name}_rank" for name in _RANKED),
    *_QUESTION,
)
_COLUMN = {name: column for column, name in enumerate(FEATURES)}

_DECIMALS = 4
_PLACE_WORDS = frozenset("里中上下内外")
_NEAR_CHARS = 8  # a term this far from the span counts 1/e
_HEADING_CREDIT = 0.5
# What follows a term that is explained, perhaps after a bracket and the kind of thing that it is: 1+8+n一体化，是指…
_IS = re.compile(
    r"(?:[（(][^）)]{0,40}[）)])?\S{0,6}?[，,：:]?(?:是指|指的?是|是|指|即|为|包括|包含|分为|由|简称|全称|意思|means)"
)
_BEGINNING_CHARS = 16
_SATURATION = 1.2


def features_of(
    question: Question,
    candidates: Sequence[Sequence[Candidate]],
    frequency: Callable[[str], int],
    chunks: int,
    encoder: PieceEncoder,
) -> NDArray[np.float32]:
    """Return the features ``(n, len(FEATURES))`` of the candidates of each passage, one after the other.

    Args:
        question: What is asked.
        candidates: The sentences of each passage, the best passage first.
        frequency: In how many chunks of the index a term occurs.
        chunks: How many chunks there are.
        encoder: Whose pieces tell which words are alike.
    """
    asked = asked_by(question, wordings_of(question, frequency, chunks))
    passages = [sentences for sentences in candidates if sentences]
    if not passages:
        return np.empty((0, len(FEATURES)), dtype=np.float32)
    best = max(passages[0][0].passage.score, 1e-6)
    read = [read_passage(asked.wordings, sentences, rank, best) for rank, sentences in enumerate(passages)]
    rows = [row for one in read for row in _rows(asked, one)]
    features = np.zeros((len(rows), len(FEATURES)), dtype=np.float32)
    features[:, : len(_OWN) + len(_PASSAGE)] = rows
    _add_likeness(features, asked, read, encoder)
    _add_comparisons(features)
    features[:, _COLUMN["asked_length"]] = sum(
        len(wordings[usual].text) for wordings, usual in zip(asked.wordings.concepts, asked.wordings.usual, strict=True)
    )
    features[:, _COLUMN["named"]] = bool(question.institutions)
    features[:, _COLUMN["translated"]] = asked.wordings.translated
    features[:, _COLUMN["asks_of_dates"]] = bool(asked.dates)
    features[:, _COLUMN["unseen"]] = asked.wordings.unseen
    found = np.array([_found(one) for one in read]).max(axis=0)
    if len(found):
        masses = np.array(asked.wordings.masses)
        features[:, _COLUMN["nowhere"]] = 1 - float(masses @ found) / max(float(masses.sum()), 1e-6)
        ordinary = np.array([len(one) > 1 or _is_ordinary(one[0].text) for one in asked.wordings.concepts])
        features[:, _COLUMN["least_found"]] = found.min()
        features[:, _COLUMN["name_least_found"]] = found[~ordinary].min(initial=1.0)
        features[:, _COLUMN["word_least_found"]] = found[ordinary].min(initial=1.0)
    features[:, _COLUMN[f"asks_{asked.type}"]] = 1
    # sums of the same numbers in another order differ in the last bits, and a tree may split there
    return features.round(_DECIMALS)


def _is_ordinary(text: str) -> bool:
    """Tell whether a text consists of Chinese words of two characters and more, as names seldom do."""
    return has_han(text) and all(
        end - start > 1 or text[start] in _PLACE_WORDS for start, end in pairwise(sorted(boundaries(text)))
    )


def column(features: NDArray[np.float32], name: str) -> NDArray[np.float32]:
    """Return one feature of all rows by its name."""
    return features[:, _COLUMN[name]]


def _rows(asked: Asked, read: Read) -> list[list[float]]:
    """Return the features of a passage's sentences as far as they need no encoder and no other sentence."""
    whole = asked.wordings.mass or 1.0
    runs = trigrams(read.chosen) or [" "]
    every = read.context.union(*read.terms)
    text = "\n".join((fold(f"{read.passage.title}\n{read.passage.heading}"), *read.folded))
    pairs = pairs_only(read.weights)
    of_concepts = [share * wording.credit for share, wording in zip(_found(read), read.chosen, strict=True)] or [0.0]
    of_passage = [
        weight_of(read.weights, every) / whole,
        _share(pairs, every),
        sum(run in text for run in runs) / len(runs),
        0.0,
        0.0,
        of_concepts[0],
        min(of_concepts),
        max((weight for term, weight in pairs.items() if term not in every), default=0.0) / whole,
        sum(weight * _often(text.count(term)) for term, weight in read.weights.items()) / whole,
        float(read.rank),
        read.ratio,
    ]
    owns = [weight_of(read.weights, terms) / whole for terms in read.terms]
    before: frozenset[str] = read.context
    dated = share_of_dates(asked.dates, read.folded)
    rows = []
    for place, (sentence, terms) in enumerate(zip(read.sentences, read.terms, strict=True)):
        own = owns[place]
        before |= terms
        headed = weight_of(read.weights, terms | read.heading) / whole
        last = read.terms[place - 1] if place else frozenset()
        following = read.terms[place + 1] if place + 1 < len(read.terms) else frozenset()
        typed, new, near = _of_type(asked, aligned(sentence.text), read.folded[place], pairs)
        characters = set(read.folded[place])
        rows.append(
            [
                own,
                own + _HEADING_CREDIT * (headed - own),
                sum(run in read.folded[place] for run in runs) / len(runs),
                _share(read.local, terms),
                _share(read.chosen[asked.focus].weights, terms) if read.chosen else 0.0,
                0.0,
                0.0,
                0.0,
                near,
                weight_of(read.weights, terms | last) / whole - own,
                weight_of(read.weights, terms | following) / whole - own,
                weight_of(read.weights, before) / whole - own,
                _beside(asked.left[::-1], read.folded[place][::-1]),
                _beside(asked.right, read.folded[place]),
                float(typed),
                float(new),
                sum(character not in asked.folded for character in characters) / max(1, len(characters)),
                _defined(read.chosen, read.folded[place]),
                math.log(max(1, len(sentence.text))),
                place / len(read.terms),
                dated[place],
                *of_passage,
            ]
        )
    return rows


def _found(read: Read) -> list[float]:
    """Return how much of each concept a passage has, by the rarity of its terms: 0 to 1."""
    every = read.context.union(*read.terms)
    return [_share(wording.weights, every) for wording in read.chosen]


def _often(times: int) -> float:
    """Return what a term counts that occurs so many times: 0 to 1, the less each time, as in BM25."""
    return times / (times + _SATURATION)


def _share(weights: Mapping[str, float], terms: frozenset[str]) -> float:
    total = sum(weights.values())
    return weight_of(weights, terms) / total if total else 0.0


def _of_type(asked: Asked, text: str, folded: str, pairs: Mapping[str, float]) -> tuple[bool, bool, float]:
    """Tell whether a sentence has something of the type asked for, something new, and what stands near to that."""
    spans = list(found_spans(asked.type, text))
    new = [(start, end) for start, end in spans if fold(text[start:end]) not in asked.folded]
    if not new:
        return bool(spans), False, 0.0
    places = [(folded.find(term), weight) for term, weight in pairs.items() if term in folded]
    total = sum(pairs.values())
    near = 0.0
    for start, end in new:
        first = len(fold(text[:start]))
        last = first + end - start
        weighted = (w * math.exp(-min(abs(at - first), abs(at - last)) / _NEAR_CHARS) for at, w in places)
        near = max(near, sum(weighted) / total if total else 0.0)
    return True, True, near


def _beside(beside: str, text: str) -> float:
    """Return how much of what stands beside the question word stands in a text, from the question word on."""
    for length in range(len(beside), 0, -1):
        if beside[:length] in text:
            return length / BESIDE_CHARS
    return 0.0


def _defined(wordings: Sequence[Wording], folded: str) -> float:
    """Tell whether a sentence says what one of the concepts is, or of what it consists."""
    best = 0.0
    for wording in wordings:
        at = folded.find(wording.text) if len(wording.text) > 1 else -1
        if at >= 0 and _IS.match(folded, at + len(wording.text)):
            best = max(best, 1.0 if at <= _BEGINNING_CHARS else 0.5)
    return best


def _add_likeness(features: NDArray[np.float32], asked: Asked, read: Sequence[Read], encoder: PieceEncoder) -> None:
    texts = [sentence.text for one in read for sentence in one.sentences]
    likeness = Likeness.of(asked.wordings, texts, [len(one.sentences) for one in read], encoder)
    masses = np.array(asked.wordings.masses, dtype=np.float32)
    if len(masses):
        features[:, _COLUMN["soft"]] = masses @ likeness.concepts / max(float(masses.sum()), 1e-6)
        features[:, _COLUMN["soft_focus"]] = likeness.concepts[asked.focus]
    features[:, _COLUMN["cosine"]] = likeness.cosines
    features[:, _COLUMN["passage_cosine"]] = likeness.passage_cosines
    start = 0
    for one in read:
        rows = slice(start, start + len(one.sentences))
        features[rows, _COLUMN["passage_soft"]] = column(features, "soft")[rows].max()
        other = sum(m for m, wording in zip(asked.wordings.masses, one.chosen, strict=True) if wording.credit < 1)
        features[rows, _COLUMN["in_other_words"]] = other / (asked.wordings.mass or 1.0)
        start = rows.stop


def _add_comparisons(features: NDArray[np.float32]) -> None:
    for name in _BEST:
        values = column(features, name)
        features[:, _COLUMN[f"{name}_from_best"]] = values - values.max()
    for name in _RANKED:
        order = np.argsort(-column(features, name), kind="stable")
        features[order, _COLUMN[f"{name}_rank"]] = np.arange(len(order))
