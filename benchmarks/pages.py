"""How much of an article is read from a saved web page, and how much of what is read is the article.

Every page has a key with the text of its article. Both figures count characters, without spaces, along the longest
sequence that text and key share: recall is its share of the key, precision its share of what was read and cleaned. What
trafilatura makes of the same pages stands beside it, as it is and cleaned by the same rules.

Run it as: python -m benchmarks.pages [FOLDER]
"""

from __future__ import annotations

import argparse
import difflib
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.clean import clean
from corpus.extracted import CELL_BREAK
from corpus.web import read_page

PAGES = Path(__file__).resolve().parent.parent / "tests" / "saved_pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Shares of the characters that a text and its key have in common, in the same order."""

    precision: float
    recall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A saved page and the key to it: the text of the article and what the page says about it."""

    name: str
    data: bytes
    key: dict[str, str]


def saved_pages(folder: Path = PAGES) -> Iterator[SavedPage]:
    """Yield the pages of a folder that have a key, in the order of their names."""
    for path in sorted(folder.glob("*.html")):
        key = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        yield SavedPage(name=path.stem, data=path.read_bytes(), key=key)


def article_of(page: SavedPage) -> str:
    """Return the article as the index gets it, without the line of the title and without marks of headings."""
    lines = clean(read_page(page.data, source=page.name).text).text.split("\n")
    return "\n".join(line.lstrip("#") for i, line in enumerate(lines) if i or not line.startswith("# "))


def overlap(text: str, key: str) -> Overlap:
    """Compare a text with its key, character by character."""
    read, wanted = _squeezed(text), _squeezed(key)
    blocks = difflib.SequenceMatcher(None, read, wanted, autojunk=False).get_matching_blocks()
    shared = sum(block.size for block in blocks)
    return Overlap(precision=shared / max(1, len(read)), recall=shared / max(1, len(wanted)))


def _squeezed(text: str) -> str:
    return "".join(text.replace(CELL_BREAK.strip(), "").split())


def _read_by_trafilatura(data: bytes) -> str:
    from trafilatura import extract

    return extract(data, include_comments=False) or ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of every page, and their means."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=PAGES, help="pages (.html) with their keys (.json)")
    folder: Path = parser.parse_args(arguments).folder
    figures: list[tuple[float, ...]] = []
    print(f"{'':16}{'ours':>10}{'':17}{'trafilatura':>20}{'':10}{'cleaned':>13}")
    print(f"{'page':16}" + f"{'precision':>10}{'recall':>10}{'ms':>7}" + f"{'precision':>13}{'recall':>10}" * 2)
    for page in saved_pages(folder):
        start = time.perf_counter()
        text = article_of(page)
        seconds = time.perf_counter() - start
        theirs = _read_by_trafilatura(page.data)
        ours, plain, cleaned = (overlap(one, page.key["text"]) for one in (text, theirs, clean(theirs).text))
        row = (ours.precision, ours.recall, seconds * 1000, plain.precision, plain.recall)
        figures.append((*row, cleaned.precision, cleaned.recall))
        _print_row(page.name, figures[-1])
    if not figures:
        print(f"{folder} holds no page with a key", file=sys.stderr)
        return 1
    _print_row("mean", [sum(column) / len(figures) for column in zip(*figures, strict=True)])
    return 0


def _print_row(name: str, row: Sequence[float]) -> None:
    print(f"{name:16}{row[0]:10.4f}{row[1]:10.4f}{row[2]:7.0f}" + "".join(f"{x:{w}.4f}" for x, w in _columns(row[3:])))


def _columns(shares: Sequence[float]) -> Iterator[tuple[float, int]]:
    return zip(shares, (13, 10, 13, 10), strict=True)


if __name__ == "__main__":
    sys.exit(main())
