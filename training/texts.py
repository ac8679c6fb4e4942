"""The training texts: news articles, English-Chinese sentence pairs, the glossary, and everyday questions."""

from __future__ import annotations

import json
import lzma
import random
from dataclasses import dataclass
from pathlib import Path

HELD_OUT = 1_000
HELD_OUT_TERMS = 10  # one in so many
ASKED = Path(__file__).parent / "asked.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Translations:
    """English sentences with their Chinese translations; no held-out sentence is among those to train on."""

    training: list[tuple[str, str]]
    held_out: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A row of the glossary: what documents call a thing, and what people who ask call it."""

    official: tuple[str, ...]
    english: tuple[str, ...]
    everyday: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The rows of the glossary."""

    training: list[Term]
    held_out: list[Term]


def read_news(path: Path, *, held_out: bool = False) -> list[str]:
    """Return the articles of an xz-compressed file with one JSON object a line: all but the last 1,000, or those."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line)["text"] for line in lines]
    return articles[-HELD_OUT:] if held_out else articles[:-HELD_OUT]


def read_translations(path: Path) -> Translations:
    """Return the pairs of a file with English, a tab and Chinese on each line, 1,000 English sentences held out.

    A Chinese sentence that translates a held-out one is held out with it, wherever else it occurs.
    """
    by_english: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        english, chinese = line.split("\t")[:2]
        by_english.setdefault(english, []).append(chinese)
    sentences = sorted(by_english)
    random.Random(7).shuffle(sentences)  # noqa: S311  (a fixed split, nothing secret)
    held = sentences[:HELD_OUT]
    seen = {chinese for english in held for chinese in by_english[english]}
    return Translations(
        training=[(english, c) for english in sentences[HELD_OUT:] for c in by_english[english] if c not in seen],
        held_out=[(english, by_english[english][0]) for english in held],
    )


def read_asked() -> list[tuple[str, str]]:
    """Return everyday questions with the official sentences that answer them, which have hardly a word in common."""
    pairs = [line.split("\t") for line in ASKED.read_text(encoding="utf-8").splitlines()]
    return [(question, answer) for question, answer in pairs]


def read_terms(path: Path) -> Terms:
    """Return the rows of the glossary, a tenth of them held out.

    Held out is a measure of what is learnt beyond the rows; the encoder that ships is trained on all of them.
    """
    columns = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [[tuple(filter(None, column.split("|"))) for column in row] for row in columns]
    terms = [Term(official=official, english=english, everyday=everyday) for official, english, everyday in rows]
    random.Random(7).shuffle(terms)  # noqa: S311  (a fixed split, nothing secret)
    held = len(terms) // HELD_OUT_TERMS
    return Terms(training=terms[held:], held_out=terms[:held])
