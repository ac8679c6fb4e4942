"""The head of an article in a page: its title, and the lines around it that say who published it and when."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from corpus import rules
from corpus.clean import Byline
from corpus.web_furniture import prose
from corpus.web_lines import Line
from corpus.web_meta import Facts, read_byline
from corpus.web_tree import Element

_REACH = 30  # lines above the first paragraph, in which title and byline are looked for
_ABOVE_TITLE = 4  # lines, in which some sites have the date
_FIRST_PARAGRAPH = 20.0  # prose
_SITE = re.compile(r"\s*(?:-{1,2}|_|\||–|｜|»|·)\s*[^-_|–｜»]{2,30}$")
_SHORTEST, _LONGEST = 5, 120  # characters of a title
_NO_TITLE = re.compile(r".*(?:位置\s*[:：]|首页|欢迎访问|[>＞»]).*|.*[。；，]")
_DATELINE = re.compile(
    rf"[^。，（(]{{0,24}}[（(]\s*(?:本[报网]|全媒体|特约|见习|实习)*(?:记者|通讯员|作者)[\s:：]*(?P<names>{rules.NAMES.pattern})"
)
_SIGNED = re.compile(rf"[。！？”][（(]\s*(?:(?:记者|通讯员|作者)[\s:：]*)?(?P<names>{rules.NAMES.pattern})\s*[）)]$")
_FIRST_LINES, _LAST_LINES = 4, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The title of an article and what the lines around it say."""

    title: str | None = None
    byline: Byline = field(default_factory=Byline)


def names_of(facts: Facts) -> set[str]:
    """Return what the title of the article may be, without spaces: with the name of the site and without."""
    names = (facts.title, facts.page_title, _without_site(facts.page_title), _without_site(facts.title or ""))
    return {_squeezed(name) for name in names if name and len(name) >= _SHORTEST}


def read_head(lines: list[Line], article: set[Element], facts: Facts) -> Head:
    """Find the title and the byline in the lines of a page, which have `PIECE` between their elements."""
    first = _first_paragraph(lines, article)
    region = lines[max(0, first - _REACH) : first]
    at = _title_line(region, facts)
    title = region[at].plain() if at is not None else facts.title or _without_site(facts.page_title)
    byline = Byline()
    below, above = (region[at + 1 :], region[max(0, at - _ABOVE_TITLE) : at]) if at is not None else (region, [])
    for line in (*below, *reversed(above)):
        found = read_byline(line.text)
        byline = replace(
            byline,
            publisher=byline.publisher or found.publisher,
            author=byline.author or found.author,
            date=byline.date or found.date,
        )
    return Head(title=title or None, byline=byline)


def find_reporters(lines: list[str]) -> str | None:
    """Return who reports at the start of one of the first paragraphs, or signs the last one.

    Example: 新华社某地6月14日电（记者罗青禾、童远）走进某镇…… -> 罗青禾 童远
    """
    found = [match for line in lines[:_FIRST_LINES] if (match := _DATELINE.match(line))]
    found += [match for line in lines[-_LAST_LINES:] if (match := _SIGNED.search(line))]
    return " ".join(re.split(r"[\s、,，/]+", found[0]["names"].strip())) if found else None


def _first_paragraph(lines: list[Line], article: set[Element]) -> int:
    inside = [i for i, line in enumerate(lines) if line.element in article]
    return next((i for i in inside if prose(lines[i]) >= _FIRST_PARAGRAPH), inside[0] if inside else 0)


def _title_line(region: list[Line], facts: Facts) -> int | None:
    """Return which line is the title: what <title> or a meta tag says too, a heading, or what is above a byline."""
    named = [name for name in (_squeezed(facts.page_title), _squeezed(facts.title or "")) if name]
    able = [
        i
        for i, line in enumerate(region)
        if _SHORTEST <= len(_squeezed(line.text)) <= _LONGEST and not _NO_TITLE.fullmatch(line.plain())
    ]
    same = [i for i in able if any(_is_title_of(_squeezed(region[i].text), name) for name in named)]
    if same:
        return max(same, key=lambda i: (len(_squeezed(region[i].text)), i))
    headings = [i for i in able if 1 <= region[i].level <= 2 and not region[i].is_linked()]
    if headings:
        return headings[-1]
    bylines = [i for i, line in enumerate(region) if read_byline(line.text) != Byline()]
    above = [i for i in able if i < bylines[0] and not region[i].is_linked()] if bylines else []
    return above[-1] if above and bylines[0] - above[-1] <= 2 else None


def _is_title_of(text: str, name: str) -> bool:
    """Tell whether a line is the title in a name that may have the site's name too, or be cut off."""
    if name.startswith(text) or (text in name and len(text) * 5 >= len(name) * 2):
        return True
    cut = name.rstrip("…. ")
    return len(cut) < len(name) and len(cut) >= 8 and text.startswith(cut)


def _without_site(title: str) -> str:
    for _ in range(2):
        shorter = _SITE.sub("", title)
        if len(shorter) < _SHORTEST:
            break
        title = shorter
    return title


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u2063#]+", "", text)
