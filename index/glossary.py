"""The glossary: what documents call a thing, beside what people who ask call it, in English and in everyday Chinese.

``glossary.tsv`` has three columns, the forms in each joined by ``|``: Chinese as official documents write it, English,
and everyday Chinese. It is read at the first question that needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product, zip_longest
from pathlib import Path

from index.errors import StoreError
from index.segments import boundaries

GLOSSARY = Path(__file__).parent / "glossary.tsv"
COLUMNS = 3
# The longest phrase in words, and the longest Chinese form in characters, that are looked for
MAX_WORDS = 6
MAX_CHARS = 12
# A shorter term may stand inside another word by chance
SURE_CHARS = 3
# A question reads as well with the first few wordings of a thing as with all of them
MAX_OTHERS = 6

_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1$")


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase of the glossary that stands in a question, and its other wordings in Chinese, best first."""

    start: int
    end: int
    others: tuple[str, ...]


class Glossary:
    """What the rows of the glossary know, looked up by either side."""

    def __init__(self, rows: Sequence[tuple[str, str, str]]) -> None:
        self._rows = rows

    @classmethod
    def load(cls, path: Path = GLOSSARY) -> Glossary:
        """Read a glossary; the one that ships is read once.

        Raises:
            StoreError: If it cannot be read, or a line has not three columns with Chinese in the first.
        """
        return _load(path)

    @cached_property
    def _english(self) -> Mapping[str, list[int]]:
        return _numbered(row[1].replace("-", " ").replace("'", "") for row in self._rows)

    @cached_property
    def _official(self) -> Mapping[str, list[int]]:
        return _numbered(row[0] for row in self._rows)

    @cached_property
    def _everyday(self) -> Mapping[str, list[int]]:
        return _numbered(row[2] for row in self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def official(self, text: str) -> bool:
        """Tell whether documents use this very term."""
        return text in self._official

    def chinese(self, text: str) -> tuple[str, ...]:
        """Return what else documents call a Chinese term or an everyday expression; nothing if it is not known.

        A term that has a row of its own is not what other rows are about too.
        """
        official = self._official.get(text, ())
        own = [row for row in official if self._rows[row][0].split("|", 1)[0] == text]
        return self._forms((*(own or official), *self._everyday.get(text, ())), text)

    def translations(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return what Chinese documents call an English phrase, in lower case, whatever its endings."""
        rows: dict[int, None] = {}
        for phrase in product(*map(base_forms, words)):
            rows |= dict.fromkeys(self._english.get(" ".join(phrase), ()))
        return self._forms(rows, "")

    def find_chinese(self, text: str) -> Iterator[Match]:
        """Yield the terms and everyday expressions in a folded Chinese text, the longest at each place first.

        All but official terms of three characters and more begin and end where words do.
        """
        words = boundaries(text)
        start = 0
        while start < len(text):
            ends = range(min(start + MAX_CHARS, len(text)), start + 1, -1)
            end = next((end for end in ends if self._stands_at(text, start, end, words)), None)
            if end is not None:
                yield Match(start, end, self.chinese(text[start:end]))
            start = end or start + 1

    def _stands_at(self, text: str, start: int, end: int, words: Set[int]) -> bool:
        term = text[start:end]
        if term in self._official and end - start >= SURE_CHARS:
            return True
        return term in self._known and start in words and end in words

    def find_english(self, words: Sequence[str]) -> Iterator[Match]:
        """Yield the phrases in the words of an English question, in lower case, the longest at each place first."""
        start = 0
        while start < len(words):
            for end in range(min(start + MAX_WORDS, len(words)), start, -1):
                if others := self.translations(words[start:end]):
                    yield Match(start, end, others)
                    start = end
                    break
            else:
                start += 1

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset((*self._official, *self._everyday))

    def _forms(self, rows: Iterable[int], said: str) -> tuple[str, ...]:
        """Return the official forms of rows: the first of each row before the second of any.

        Whatever has 就业 in it is found by 就业, so 毕业生就业 adds nothing to that.
        """
        columns = [self._rows[row][0].split("|") for row in rows]
        forms: list[str] = []
        for form in (form for rank in zip_longest(*columns) for form in rank if form):
            if not any(known in form for known in (*forms, said) if known):
                forms.append(form)
        return tuple(forms[:MAX_OTHERS])


@lru_cache(maxsize=4)
def _load(path: Path) -> Glossary:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise _unusable(path, f"{type(error).__name__}: {error}") from error
    rows = [tuple(line.split("\t")) for line in lines]
    for number, row in enumerate(rows, start=1):
        if len(row) != COLUMNS or not row[0]:
            raise _unusable(path, f"line {number} has {len(row)} columns: {lines[number - 1][:40]!r}")
    return Glossary(rows)  # type: ignore[arg-type]  # three columns each, as was just seen


def _numbered(columns: Iterable[str]) -> dict[str, list[int]]:
    """Return the numbers of the rows that each form stands in."""
    numbers: dict[str, list[int]] = {}
    for number, column in enumerate(columns):
        if column:
            for form in column.split("|"):
                numbers.setdefault(form, []).append(number)
    return numbers


def base_forms(word: str) -> tuple[str, ...]:
    """Return what an English word may be a form of, itself first.

    Example: ``base_forms("studies")`` -> ``("studies", "studie", "study")``
    """
    forms = [word]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        forms += [word[:-1], *([word[:-3] + "y"] if word.endswith("ies") else [word[:-2]] * word.endswith("es"))]
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            forms += [stem, stem + "e", _DOUBLED.sub(r"\1", stem)]
            forms += [stem[:-1] + "y"] * stem.endswith("i")
            forms += [stem + "ion"] * stem.endswith(("t", "s"))
    forms += [word[:-1] + "ion"] * word.endswith("ate")
    return tuple(dict.fromkeys(forms))


def _unusable(path: Path, reason: str) -> StoreError:
    return StoreError(
        en=f"the glossary {str(path)!r} cannot be used: {reason}. Expected three columns (Chinese, English, everyday"
        " Chinese) between tabs on every line. Reinstall the program to have the shipped one back.",
        zh=f"术语表 {str(path)!r} 无法使用：{reason}。每行应有以制表符分隔的三列（中文、英文、日常说法）。"
        "重新安装本程序可恢复自带的术语表。",
    )
