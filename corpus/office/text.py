"""The text of Office documents: its lines and pages."""

from __future__ import annotations

import re
from itertools import pairwise

from corpus.extracted import PAGE_BREAK

# Signs that no XML can hold, while a text is put together
LINE_BREAK = "\v"
SET_BREAK = "\f"  # of the page, set by who wrote the document; PAGE_BREAK is where Word broke it
PAGE_BREAKS = f"{PAGE_BREAK}{SET_BREAK}"

# Word writes where the page broke, and before it why
_SAME_BREAK = re.compile(rf"{SET_BREAK}([ \t\n]*){PAGE_BREAK}")
_NO_BREAKS = str.maketrans(dict.fromkeys(PAGE_BREAKS))
_NOT_TEXT = str.maketrans(dict.fromkeys(f"{PAGE_BREAK}\u00ad"))
_FULL_LINE = 50  # columns; verse and addresses have shorter lines
_STOPS = tuple("。！？；：…”）.!?;:)")


def written(text: str | None) -> str:
    """Return the text of an element without soft hyphens and without what stands for a new page here."""
    return (text or "").translate(_NOT_TEXT)


def without_pages(text: str) -> str:
    """Return a text without its breaks of the page."""
    return text.translate(_NO_BREAKS)


def has_words(text: str) -> bool:
    """Say whether there is a letter in a text; the number of a page has none."""
    return any(char.isalpha() for char in text)


def with_lines(text: str, *, heading: bool = False) -> str:
    """Put a line break where a reader sees separate lines, and join what runs on.

    People break lines by hand in verse and in addresses, and where text was pasted from a page with fixed lines.
    """
    lines = [line for line in text.split(LINE_BREAK) if line.strip()]
    joined = lines[:1]
    for before, line in pairwise(lines):
        columns = sum(2 if char >= "\u2e80" else 1 for char in before)
        runs_on = heading or (columns >= _FULL_LINE and not before.rstrip().endswith(_STOPS))
        is_latin = before[-1:].isascii() and line[:1].isascii() and before[-1:].isalnum() and line[:1].isalnum()
        joined += [(" " if is_latin else "") if runs_on else "\n", line]
    return "".join(joined)


def with_pages(text: str, pages: int) -> str:
    """Put a break where each page begins: where Word broke them, else where the document sets one.

    No page numbers are better than wrong ones: a document of more pages than it sets has no breaks.
    """
    if PAGE_BREAK in text:
        text = _SAME_BREAK.sub(r"\1" + PAGE_BREAK, text)
    elif pages > text.count(SET_BREAK) + 1:
        return re.sub("\n{2,}", "\n", without_pages(text)).strip("\n")
    return text.replace(SET_BREAK, PAGE_BREAK)
