"""Clean the text of a saved page: the article stays, word for word, and what goes is reported.

Nothing is rewritten. Characters that are not seen and space around lines go; lines and edges of paragraphs go when a
rule of rules.py says that they are not the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus import rules
from corpus.extracted import PAGE_BREAK
from corpus.outcome import Removal

_ANYWHERE = rules.one_of(rules.ANYWHERE)
_AT_HEAD = rules.one_of(rules.HEAD | rules.EDGE | rules.ANYWHERE)
_AT_TAIL = rules.one_of(rules.TAIL | rules.EDGE | rules.ANYWHERE)
_CLOSERS = '”’」』）》】)]"'
_SITE_NAME = re.compile(r"\s*[-_|｜—–]+\s*\S.{1,40}")
_SPACES = re.compile(r"\s{2,}")
_LONGEST_FURNITURE = 700  # characters; no line beyond it is looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """What the page said about its article in the lines that were cut."""

    publisher: str | None = None
    author: str | None = None
    date: str | None = None  # YYYY-MM-DD


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """The article, what was cut around it, and what that said about it."""

    text: str
    removed: tuple[Removal, ...] = ()
    byline: Byline = Byline()
    page_starts: tuple[int, ...] = ()  # offset at which each page begins, if the text has marks of pages


def clean(text: str, *, markdown: bool = False) -> Cleaned:
    """Return the article of a page that was saved as text, or of a Markdown file."""
    removed: list[Removal] = []
    text = rules.LINE_ENDS.sub("\n", rules.INVISIBLE.sub("", text))
    if markdown:
        text = _strip_markdown(text, removed)
    text = _cut(rules.RESIDUE, "residue", text, removed)
    lines = text.split("\n")
    breaks = [(place, offset) for place, line in enumerate(lines) for offset in _breaks(line)]
    lines = [line.replace(PAGE_BREAK, "").strip() for line in lines]
    page = _Page([*lines])
    page.clean()
    kept, starts = _joined(page.lines)
    page_starts = [
        min(starts[place] + (offset if page.lines[place] == lines[place] else 0), len(kept)) for place, offset in breaks
    ]
    return Cleaned(
        text=kept,
        removed=(*removed, *page.removed()),
        byline=page.byline,
        page_starts=(0, *page_starts) if breaks else (),
    )


def _breaks(line: str) -> Iterator[int]:
    """Yield where pages begin in a line, as offsets in what is left of it without the marks and space around it."""
    words = line.replace(PAGE_BREAK, "")
    before = len(words) - len(words.lstrip())
    length = len(words.strip())
    for number, match in enumerate(re.finditer(PAGE_BREAK, line)):
        yield min(max(match.start() - number - before, 0), length)


def _joined(lines: Sequence[str]) -> tuple[str, list[int]]:
    """Return the text of lines, with one empty line at most between two, and where each line begins in it."""
    kept: list[str] = []
    starts = []
    at = 0
    for line in lines:
        starts.append(at)
        if line or (kept and kept[-1]):
            kept.append(line)
            at += len(line) + 1
    while kept and not kept[-1]:
        kept.pop()
    return "\n".join(kept), starts


def _strip_markdown(text: str, removed: list[Removal]) -> str:
    for name, pattern in rules.MARKDOWN_CUTS.items():
        text = _cut(pattern, name, text, removed)
    for pattern, kept in rules.MARKDOWN_MARKS:
        text = pattern.sub(kept, text)
    return text


def _cut(pattern: re.Pattern[str], rule: str, text: str, removed: list[Removal]) -> str:
    removed.extend(Removal(text=match[0].strip(), rule=rule) for match in pattern.finditer(text))
    return pattern.sub("", text)


def parse_byline(line: str) -> Byline | None:
    """Read a line that consists of labelled fields only; None if it is anything else.

    Example: "来源:中国教育报 时间:2022-10-27  阅读:次" -> Byline(publisher="中国教育报", date="2022-10-27")
    """
    labels = list(rules.LABEL.finditer(line))
    names = [label[0].rstrip(f" \t　{rules.SEPARATORS}") for label in labels]
    if not labels or len(line) > 200 or (len(labels) == 1 and not _stands_alone(line, labels[0], names[0])):
        return None
    found = _parse_date(line)
    if rules.DATE.sub("", line[: labels[0].start()]).strip(" \t　|｜/【[（("):
        return None
    ends = [label.start() for label in labels[1:]] + [len(line)]
    for label, name, end in zip(labels, names, ends, strict=True):
        kind = rules.LABEL_KINDS[name]
        value = line[label.end() : end].strip(" \t　|｜/【】[]（）()")
        if kind == "publisher":
            value = rules.DATE.sub("", value).strip()
        if not rules.VALUES[kind].fullmatch(value):
            return None
        if kind == "publisher":
            found = _filled(found, Byline(publisher=value or None))
        elif kind in ("author", "reporter"):
            found = _filled(found, Byline(author=value or None))
    return found


def _stands_alone(line: str, label: re.Match[str], name: str) -> bool:
    """Tell whether one label makes a byline: 来源：某报 and 文/张伟, but not 时间：5月8日."""
    is_credit = name in rules.CREDITS and label[0].rstrip()[-1] not in ":：丨"
    return name not in rules.WEAK_LABELS or (is_credit and bool(rules.NAMES.fullmatch(line[label.end() :].strip())))


def _parse_date(line: str) -> Byline:
    match = rules.DATE.search(line)
    if not match or not (1 <= int(match["m"]) <= 12 and 1 <= int(match["d"]) <= 31):
        return Byline()
    return Byline(date=f"{match['y']}-{int(match['m']):02}-{int(match['d']):02}")


def _filled(byline: Byline, other: Byline) -> Byline:
    """Return the byline with what it lacks taken from another."""
    return replace(
        byline,
        publisher=byline.publisher or other.publisher,
        author=byline.author or other.author,
        date=byline.date or other.date,
    )


class _Page:
    """The lines of a page while furniture is taken out of them: a line that is cut becomes empty."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.byline = Byline()
        self._removed: list[tuple[int, Removal]] = []
        self._first, self._last = _prose_range(lines)

    def removed(self) -> list[Removal]:
        """Return what was cut, in the order of the page."""
        return [removal for _, removal in sorted(self._removed, key=lambda item: item[0])]

    def clean(self) -> None:
        """Cut the furniture of the head, the body and the tail."""
        for i in range(self._first):
            self._clean_line(i, _AT_HEAD)
        for i in range(self._first, self._last + 1):
            self._clean_line(i, _ANYWHERE)
        self._clean_tail()
        self._cut_menus()
        self._cut_repeated_title()
        self._cut_edges()

    def _cut_line(self, i: int, rule: str) -> None:
        self._removed.append((i, Removal(text=self.lines[i], rule=rule)))
        self.lines[i] = ""

    def _clean_line(self, i: int, furniture: re.Pattern[str]) -> None:
        line = self.lines[i]
        if not line or len(line) > _LONGEST_FURNITURE:
            return
        at_edge = furniture is not _ANYWHERE
        if at_edge and (byline := _read_byline(line, at_head=furniture is _AT_HEAD)):
            self.byline = _filled(self.byline, byline)
            self._cut_line(i, "byline")
        elif match := furniture.fullmatch(_one_space(line)):
            self._cut_line(i, (match.lastgroup or "").replace("_", " "))

    def _clean_tail(self) -> None:
        """Cut line by line up to the first marker of what is not the article, then everything."""
        tail = range(self._last + 1, len(self.lines))
        marker = next((i for i in tail if rules.TAIL_MARKERS.fullmatch(_one_space(self.lines[i]))), len(self.lines))
        for i in tail:
            self._clean_line(i, _AT_TAIL)
            if i >= marker and self.lines[i]:
                self._cut_line(i, "after the article")

    def _cut_menus(self) -> None:
        """Cut the names of site sections where at least two stand together."""
        edges = [*range(self._first), *range(self._last + 1, len(self.lines))]
        menu = [i for i in edges if self.lines[i] and rules.MENU.fullmatch(_one_space(self.lines[i]))]
        if len(menu) > 1 or any(len(re.split(r"[\s|｜·/]+", self.lines[i])) > 1 for i in menu):
            for i in menu:
                self._cut_line(i, "menu")

    def _cut_repeated_title(self) -> None:
        """Keep the title once, and without the name of the site that a browser adds to it."""
        filled = [i for i in range(self._first) if self.lines[i]]
        if not filled:
            return
        if any(_SITE_NAME.fullmatch(self.lines[filled[0]].removeprefix(self.lines[i])) for i in filled[1:]):
            self._cut_line(filled.pop(0), "repeated title")
        title = _squeezed(self.lines[filled[0]])
        for i in (*filled[1:], *range(self._last + 1, len(self.lines))):
            if self.lines[i] and _squeezed(self.lines[i]) == title:
                self._cut_line(i, "repeated title")

    def _cut_edges(self) -> None:
        """Cut who reports at the start of the first paragraph, and who signs at the end of the last."""
        if self._first >= len(self.lines):
            return
        self._cut_edge(self._first, rules.DATELINE.match(self.lines[self._first]))
        self._cut_edge(self._last, rules.SIGNATURE.search(self.lines[self._last]))

    def _cut_edge(self, i: int, match: re.Match[str] | None) -> None:
        if match:
            self._removed.append((i, Removal(text=match[0].strip(), rule="byline")))
            publisher = match["publisher"] if match.re is rules.DATELINE else None
            self.byline = _filled(self.byline, Byline(publisher=publisher, author=_authors(match["author"])))
            self.lines[i] = (self.lines[i][: match.start()] + self.lines[i][match.end() :]).strip()


def _read_byline(line: str, *, at_head: bool) -> Byline | None:
    """Read a labelled byline, a date under the title, or the names in brackets under the article."""
    if byline := parse_byline(line):
        return byline
    if at_head and (match := rules.DATE_LINE.fullmatch(line)):
        return replace(_parse_date(line), publisher=match["before"] or match["after"])
    if at_head:
        return None
    if signature := rules.SIGNATURE.match(line):
        return Byline(author=_authors(signature["author"]))
    if line[0] in "（(" and line[-1] in "）)" and rules.NAMES.fullmatch(line[1:-1].strip()):
        return Byline(author=line[1:-1].strip())
    return None


def _authors(words: str | None) -> str | None:
    """Return the names alone: "莫某 记者 梅某 图/李某" -> "莫某 梅某"."""
    return rules.MORE_AUTHORS.sub(" ", rules.OTHER_STAFF.sub("", words or "")).strip() or None


def _prose_range(lines: list[str]) -> tuple[int, int]:
    """Return the first and the last line that is prose; without any, the first five lines are the head of nothing."""
    first = next((i for i, line in enumerate(lines) if _is_prose(line)), None)
    if first is None:
        return min(5, len(lines)), len(lines) - 1
    last = next(i for i in range(len(lines) - 1, -1, -1) if i == first or _is_article(lines[i]))
    return first, last


def _is_article(line: str) -> bool:
    return _is_prose(line) and not (len(line) <= _LONGEST_FURNITURE and _AT_TAIL.fullmatch(_one_space(line)))


def _is_prose(line: str) -> bool:
    """Tell a paragraph from a headline: it ends in a full stop, or it is long."""
    if len(line) < 20:
        return False
    mark = line.rstrip(_CLOSERS)[-1:]
    return mark == "。" or (len(line) >= 40 and "。" in line) or (len(line) >= 80 and mark in "！？!?；;…")


def _one_space(line: str) -> str:
    """Return a line with single spaces: a rule would try hundreds in a row one by one for each optional space."""
    return _SPACES.sub(" ", line)


def _squeezed(line: str) -> str:
    return re.sub(r"[\s#]+", "", line)
