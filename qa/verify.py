"""Support: how far quotes say what a sentence of an answer says. It is "supported by [n]", never "verified".

A sentence that is itself a quote has support 1. Any other, a language model's for instance, is compared with its quotes
without a model: how much of its content they have, clause by clause, and what in it they lack or say otherwise. That a
sentence should follow from all its quotes together is the idea of ALCE (Gao et al. 2023); to look for each part of it
in the sentence of the source that fits best is that of SummaC (Laban et al. 2022). Both ask a trained entailment model,
for which this is a cheap stand-in: it sees words, not who does what to whom. ``benchmarks/support.py`` measures it.

A claim in another language than its quotes is seen through the glossary only: its value is low even if it follows, and
says less than what is missing or contradicted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index import Glossary, fold, rarity, without_frame
from index.glossary import base_forms
from index.terms import HAN_RUN, WORD_PATTERN
from qa.contradictions import as_named, missing_names, missing_numbers, missing_scope, negated_otherwise, opposites
from qa.likeness import PieceEncoder
from qa.quantities import quantities

# A sentence with at least this much is called supported. This and STRANGE were set on one half of the passages of
# benchmarks/support.py, the other weights by judgement. On the other half the balanced accuracy is 0.94, over all
# kinds of claims made there by rule
SUPPORTED = 0.7
# What each thing that no quote has, or that the quotes say otherwise, leaves of the support
FAILED = 0.4
# Another wording of the glossary, beside the claim's own
GLOSSARY_CREDIT = 0.9
# A piece counts by its cosine to the nearest one of the quotes, from this on
NEAR = 0.35
# The pair of characters where two pieces meet, beside a pair within one
PAIR_WEIGHT = 0.3
# What is left of the support for each rare term's worth of the longest run of a claim that the quotes do not have: a
# replaced name leaves such a run, other words for the same thing leave shorter ones
STRANGE = 0.8
# How much the weakest clause counts, beside all together; and the best sentence of the quotes, beside all of them
WEAKEST, SINGLE = 0.4, 0.5

_WORD = re.compile(WORD_PATTERN)
_MARKER = re.compile(r"[\[［【]\d+[\]］】]")
_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_CLAUSE_END = re.compile(r"[，。！？!?；;：\n]+|(?<!\d)[,:]|[,:](?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """How far quotes support a sentence, and what speaks against it."""

    value: float  # 0 to 1: 1 for a sentence that is itself a quote; it seems to be supported from SUPPORTED on
    missing: tuple[str, ...]  # numbers, names and words of scope in the sentence that no quote has, folded
    contradicted: tuple[str, ...]  # words in the sentence or the quotes of which the other says the opposite, folded


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A piece of a claim, or the pair of characters where two pieces meet."""

    text: str
    start: int  # in the folded claim
    end: int
    weight: float
    row: int = -1  # of the piece in the encoder's table; -1 for a Latin word and for a pair
    pair: bool = False


def support(
    claim: str, quotes: Sequence[str], frequency: Callable[[str], int], chunks: int, encoder: PieceEncoder
) -> float:
    """Return how far quotes support a sentence: 0 to 1 (see `judge`)."""
    return judge(claim, quotes, frequency, chunks, encoder).value


def judge(
    claim: str, quotes: Sequence[str], frequency: Callable[[str], int], chunks: int, encoder: PieceEncoder
) -> Support:
    """Return how far quotes support a sentence, and what speaks against it.

    One more quote never lowers the value, unless it says the opposite of the sentence and no other quote agrees.

    Args:
        claim: A sentence of an answer; markers such as [1] do not count.
        quotes: What it cites.
        frequency: In how many chunks of the index a term occurs.
        chunks: How many chunks there are.
        encoder: The shipped encoder.
    """
    unmarked = _MARKER.sub("", claim)
    if _is_quoted(claim, quotes) or _is_quoted(unmarked, quotes):
        return Support(value=1.0, missing=(), contradicted=())
    said = "\n".join(map(_plain, quotes))
    folded = as_named(_plain(unmarked), said)
    missing = (*missing_numbers(folded, said), *missing_names(unmarked, said), *missing_scope(folded, said))
    against = (*negated_otherwise(folded, said), *opposites(folded, said))
    speaking = [tuple(dict.fromkeys(words)) for words in (missing, against)]
    value = _content(folded, said, frequency, chunks, encoder) * FAILED ** sum(map(len, speaking))
    return Support(value=value, missing=speaking[0], contradicted=speaking[1])


def _plain(text: str) -> str:
    """Return a text folded, with punctuation in one width too."""
    return unicodedata.normalize("NFKC", fold(text)).lower()


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text that have a word, without white space."""
    found = ("".join(sentence.split()) for sentence in _SENTENCE.findall(_plain(text)))
    yield from (sentence for sentence in found if any(map(str.isalnum, sentence)))


def _is_quoted(claim: str, quotes: Iterable[str]) -> bool:
    """Tell whether each sentence of a claim is a sentence of a quote."""
    ours = set(_sentences(claim))
    return bool(ours) and ours <= {sentence for quote in quotes for sentence in _sentences(quote)}


def _parts(folded: str, frequency: Callable[[str], int], chunks: int, encoder: PieceEncoder) -> Iterator[_Part]:
    """Yield what a claim is made of: Chinese pieces, the pairs where they meet, and Latin words that say something."""

    def weight(text: str) -> float:
        pairs = {text} if len(text) == 1 or text.isascii() else {text[n : n + 2] for n in range(len(text) - 1)}
        return sum(rarity(pairs, frequency, chunks).values())

    encoded = encoder.tokenizer.encode(folded, add_special_tokens=False)
    pieces = [
        _Part(text=folded[start:end], start=start, end=end, weight=weight(folded[start:end]), row=row)
        for row, (start, end) in zip(encoded.ids, encoded.offsets, strict=True)
        if HAN_RUN.fullmatch(folded[start:end])
    ]
    yield from pieces
    for one, other in pairwise(pieces):
        if one.end == other.start:
            pair = folded[one.end - 1 : other.start + 1]
            yield _Part(text=pair, start=one.end - 1, end=one.end + 1, weight=PAIR_WEIGHT * weight(pair), pair=True)
    for match in _WORD.finditer(folded):
        if without_frame(match[0]).strip():
            yield _Part(text=match[0], start=match.start(), end=match.end(), weight=weight(match[0]))


def _credits(
    folded: str, parts: Sequence[_Part], found: NDArray[np.float64], said: str, encoder: PieceEncoder
) -> NDArray[np.float64]:
    """Return how far the quotes have each part in other words: 0 to 1."""
    places = np.array([(part.row, part.start, part.end) for part in parts], dtype=np.int64).reshape(-1, 3)
    rows, starts, ends = places.T
    credit = np.zeros(len(parts))
    lacking = np.flatnonzero((rows >= 0) & (found == 0))
    if len(lacking):
        theirs = sorted(set(encoder.tokenizer.encode(said, add_special_tokens=False).ids))
        cosines = _unit(encoder.table[rows[lacking]]) @ _unit(encoder.table[theirs]).T
        nearest = cosines.max(axis=1, initial=0.0)
        credit[lacking] = np.where(nearest >= NEAR, np.minimum(nearest, GLOSSARY_CREDIT), 0.0)
    for start, end in _other_wordings(folded, said):
        credit[(starts < end) & (ends > start)] = GLOSSARY_CREDIT
    known = list(quantities(said))
    for one in quantities(folded):
        if any(map(one.agrees, known)):
            credit[(starts < one.end) & (ends > one.start)] = 1.0
    return credit


def _other_wordings(folded: str, said: str) -> Iterator[tuple[int, int]]:
    """Yield where a claim has something that the quotes say in other words, by the glossary."""
    glossary = Glossary.load()
    known = {form for match in glossary.find_chinese(said) for form in match.others}
    for match in glossary.find_chinese(folded):
        if folded[match.start : match.end] in known or any(other in said for other in match.others):
            yield match.start, match.end
    words = list(_WORD.finditer(folded))
    for match in glossary.find_english([word[0] for word in words]):
        if any(other in said for other in match.others):
            yield words[match.start].start(), words[match.end - 1].end()


def _content(folded: str, said: str, frequency: Callable[[str], int], chunks: int, encoder: PieceEncoder) -> float:
    """Return how much of a claim's content the quotes have: 0 to 1."""
    parts = list(_parts(folded, frequency, chunks, encoder))
    weights = np.array([part.weight for part in parts])
    sources = [said, *filter(str.strip, _SENTENCE.findall(said))]
    found = np.array([_found(parts, source) for source in sources], dtype=np.float64)
    held = np.maximum(found, _credits(folded, parts, found[0], said, encoder))  # (sources, parts)
    starts = np.array([part.start for part in parts])
    shares, masses = [], []
    for start, end in pairwise([0, *(match.end() for match in _CLAUSE_END.finditer(folded)), len(folded)]):
        of_clause = (starts >= start) & (starts < end)
        if mass := float(weights[of_clause].sum()):
            together, *single = (held * weights)[:, of_clause].sum(axis=1) / mass
            shares.append((1 - SINGLE) * together + SINGLE * max(single, default=0.0))
            masses.append(mass)
    if not masses:
        return 0.0
    rarest = rarity([""], lambda _: 0, chunks)[""]
    covered = (1 - WEAKEST) * np.average(shares, weights=masses) + WEAKEST * min(shares)
    return float(covered * STRANGE ** (_strangest(parts, held[0]) / rarest))


def _strangest(parts: Sequence[_Part], held: NDArray[np.float64]) -> float:
    """Return the weight of the heaviest run of neighbouring pieces that the quotes do not have at all."""
    heaviest = run = 0.0
    end = -1
    for part, credit in zip(parts, held, strict=True):
        if not part.pair:
            run = (run if part.start == end else 0.0) + part.weight if credit == 0 else 0.0
            heaviest, end = max(heaviest, run), part.end
    return heaviest


def _found(parts: Sequence[_Part], source: str) -> list[bool]:
    """Tell which parts of a claim stand in a text; a Latin word in any of its forms."""
    words = {form for word in _WORD.findall(source) for form in base_forms(word)}
    return [
        not words.isdisjoint(base_forms(part.text)) if part.text.isascii() else part.text in source for part in parts
    ]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    units: NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6)
    return units
