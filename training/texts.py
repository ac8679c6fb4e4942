"""The training texts: news articles and English-Chinese sentence pairs, each with a part that is never trained on."""

from __future__ import annotations

import json
import lzma
import random
from dataclasses import dataclass
from pathlib import Path

HELD_OUT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Translations:
    """English sentences with their Chinese translations; no held-out sentence is among those to train on."""

    training: list[tuple[str, str]]
    held_out: list[tuple[str, str]]


def read_news(path: Path) -> list[str]:
    """Return the articles of an xz-compressed file with one JSON object a line, without the last 1,000."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines][:-HELD_OUT]


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
