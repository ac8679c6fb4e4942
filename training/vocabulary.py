"""The encoder's tokenizer: byte-pair pieces of Chinese runs, Latin words and numbers."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tokenizers import Regex, Tokenizer
from tokenizers.models import BPE
from tokenizers.normalizers import NFKC, Lowercase
from tokenizers.normalizers import Sequence as Normalizers
from tokenizers.pre_tokenizers import Split
from tokenizers.trainers import BpeTrainer

# BPE and not Unigram: level quality (a point better on DRCD, a point worse on CMRC trial), 2.2 to 2.8 times the
# passages per second, and it is trained in one minute instead of seven.

# Left to itself BPE makes pieces across words, 的努力 or 与上海, which then do not match 努力 or 上海. These characters
# stand alone instead, also in 了解 and 目的, where a question is cut in the same way as its passage: DRCD R@1 +0.3.
FUNCTION = "的了在是和与及为也被把将从对等于其并或但而由之"

# Plain ranges and not \p{Han}: 36,500 passages/s against 29,400. What is not matched (punctuation, spaces, symbols) is
# dropped: it would only dilute the mean.
WORDS = (
    f"[{FUNCTION}]"  # each alone
    f"|[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff&&[^{FUNCTION}]]+"  # Chinese runs without them
    "|[a-z\u00df-\u024f]+"  # Latin words, after lowercasing
    "|[0-9]+"
    "|[\u0370-\u052f\u3040-\u30ff\uac00-\ud7a3]+"  # Greek, Cyrillic, kana, Hangul: names and formulas
)

# Longer Chinese pieces swallow the words that a question uses: pieces of at most 4 characters retrieved better than
# pieces of at most 6 (DRCD +0.7), while English needs its whole words (Tatoeba +5 over at most 4 letters).
LONGEST_CHINESE = 4
LONGEST_OTHER = 12

# GB 2312 and the most frequent characters beyond it; each of the others would take the row of a word.
ALPHABET = 7_400


def train_tokenizer(texts: Sequence[str], *, size: int) -> Tokenizer:
    """Return a tokenizer of `size` pieces; full-/half-width and upper/lower case are alike, nothing is unknown.

    There is no unknown token on purpose: BPE without one drops what it does not know, so that sentence-transformers
    (which averages unknown tokens) and model2vec (which removes them) give the same vectors.
    """
    tokenizer = _blank()
    # A third more merges than wanted, because those that make long Chinese pieces are thrown away below.
    trainer = BpeTrainer(
        vocab_size=size * 4 // 3,
        max_token_length=LONGEST_OTHER,
        initial_alphabet=_alphabet(texts),
        limit_alphabet=ALPHABET,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer, length=len(texts))
    return _shorten(tokenizer, size)


def _blank() -> Tokenizer:
    tokenizer = Tokenizer(BPE())
    tokenizer.normalizer = Normalizers([NFKC(), Lowercase()])
    tokenizer.pre_tokenizer = Split(Regex(WORDS), "removed", invert=True)
    return tokenizer


def _characters() -> list[str]:
    """Return the 6,763 characters of GB 2312: a rare name must not vanish because no news article had it."""
    rows = (bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return [character for character in rows if character]


def _alphabet(texts: Sequence[str]) -> list[str]:
    """Return the most frequent letters, GB 2312 first; chosen here because the trainer breaks ties at random."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(unicodedata.normalize("NFKC", text).lower())
    others = sorted((c for c in counts if c.isalnum()), key=lambda c: (-counts[c], c))
    return list(dict.fromkeys(_characters() + others))[:ALPHABET]


def _is_chinese(piece: str) -> bool:
    return unicodedata.name(piece[0], "").startswith("CJK")


def _shorten(tokenizer: Tokenizer, size: int) -> Tokenizer:
    """Drop the merges that make Chinese pieces over the limit, then keep the first `size` pieces.

    A piece that is dropped can only be part of a longer one, which is dropped with it, so what is left is a valid BPE.
    """
    model: dict[str, Any] = json.loads(tokenizer.to_str())["model"]
    merges: list[tuple[str, str]] = [
        (left, right)
        for left, right in model["merges"]
        if len(left + right) <= LONGEST_CHINESE or not _is_chinese(left + right)
    ]
    characters = sorted(piece for piece in model["vocab"] if len(piece) == 1)
    pieces = list(dict.fromkeys(characters + [left + right for left, right in merges]))[:size]
    kept = set(pieces)
    shortened = _blank()
    shortened.model = BPE(
        vocab={piece: number for number, piece in enumerate(pieces)},
        merges=[(left, right) for left, right in merges if left + right in kept],
    )
    return shortened
