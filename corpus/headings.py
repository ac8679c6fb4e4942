"""Headings of Chinese documents: numbered lines, short lines, and headings run in at the start of a paragraph.

A heading becomes the context of what stands under it and is not quoted itself, so a line that may be a statement is
left in the text: being a heading is what has to be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

_NUMERAL = "[一二三四五六七八九十百]"

# How a numbered heading begins, by style. The first that matches names the style.
_MARKS = {
    "chapter": rf"第(?:{_NUMERAL}{{1,3}}|\d{{1,3}})(?:章|节|篇|部分)[\s　、：:]*",
    "一": rf"{_NUMERAL}{{1,3}}[、.．]",
    "（一）": rf"[（(]{_NUMERAL}{{1,3}}[）)]、?",
    "1": r"\d{1,2}(?:[、．]|\.(?!\d))\s*",
    "（1）": r"[（(]\d{1,2}[）)]、?|[①-⑳]",
    "——": r"——|--",
    "一是": r"[一二三四五六七八九]是|第[一二三四五六七八九]是",
}
_MARK = re.compile("|".join(f"({pattern})" for pattern in _MARKS.values()))
_STYLES = tuple(_MARKS)
_RUN_IN_ONLY = {"——", "一是"}  # a whole line of these is an attribution or a statement

_MARKDOWN = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t#]*\Z")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ENDS_OPEN = re.compile(r"[。！？；，、：:,;!?….]\Z")
_ENDS_CLOSED = re.compile(r"[。！？；!?;…”’」』）)】》]\Z")
_FIRST_SENTENCE = re.compile(r"[^。！？；;!?…\n]{2,60}。(?![”’」』）)】》])")
_COMMA = re.compile(r"[，,；;]")

# The verbs with which a heading of a work report begins: 健全决策机制。 推进“三全育人”综合改革。
_VERB = re.compile(
    r"(?:高质量|高标准|高规格|高水平|高起点|全面|全力|全程|全员|深入|着力|大力|持续|不断|扎实|切实|积极|始终|充分|严格|"
    r"牢牢|加快|加大|进一步|注重|统筹|有效|精准|协同|科学|合力|多措并举|做好|用好|主动)*"
    r"(?:坚持|坚定|坚守|强化|加强|健全|完善|建立|建设|建强|构建|创建|创新|创构|打造|推进|推动|推行|实施|落实|落细|压实|抓实|抓好|"
    r"抓牢|抓|突出|聚焦|凝聚|提升|提高|提质|优化|深化|深耕|拓展|拓宽|丰富|培育|培养|培优|锻造|铸牢|铸就|筑牢|夯实|守好|守牢|"
    r"弘扬|传承|赓续|发挥|发掘|挖掘|开发|开展|组织|宣讲|宣传|助力|赋能|服务|引领|引导|激发|激活|激励|规范|明确|把握|把好|"
    r"树立|树牢|树|营造|整合|融合|融入|深度融合|搭建|搭|完备|保障|防范|化解|关注|关爱|支持|参与|促进|增强|改革|改进|探索|"
    r"理顺|理|立足|围绕|依托|以|从|严把|严抓|选优配强|选优|配强|配齐|立|明|定|建|聚|强|做强|做优|做实|做细|讲好|讲|学|干|育|"
    r"汇聚|彰显|展现|擦亮|唱响|点燃|画好|写好|下好|念好|奏响|架起|走好|走出|破解|破除|打破|打通|打响|打出|盘活|用活|"
    r"瞄准|锚定|对标|扛牢|扛起|担当|积聚|净化|涵养|厚植|浸润|塑造|提炼|凝练|总结|巩固|扩大|延伸|链接|对接|联动|联合)"
)

# What a statement contains and a heading does not: a result, a number with its unit.
_FACT = re.compile(
    r"[了曾已将]|是(?!非)|[成称列作评定名]为|为[\d“一二三两]|有(?:[\d一二三两]|效地)|入选|荣获|获得|获批|获评|获[“《全省国]|"
    r"授予|成立|举行|召开|举办|达到?\d|\d[\d.]*\s*(?:余|多)?(?:[个名人次项门场家所万亿年月日届期本部条篇套间位元]|%|％)"
)
# How a statement begins and a heading without a number does not: who did it, or when.
_SUBJECT = re.compile(r"(?:我[校院系]|[全该本]?(?:学校|学院|校党委|院党委)|近年来|近日|目前|同时|此外|据)")

_UNIT = re.compile(r"\S{2,20}(?:大学|学院|学校)[^\s，。、：:；]{0,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """One heading: its span in the text, its words without marks, and its depth.

    Level 0 is the title of the document, which is not repeated as context; 1 is the outermost heading.
    """

    start: int
    end: int
    text: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of the text without white space around it, and what it may be the heading of."""

    start: int
    end: int
    cut: int = 0  # where the heading ends, counted from the start of the line; 0: no heading
    style: str = ""


def find_headings(text: str, *, title: str = "") -> list[Heading]:
    """Find the headings of ``text``, in order, without overlap.

    Every heading of level 1 or more has text under it or under a deeper heading that follows it directly, so no words
    are lost to a reader of the text between headings and their context.
    """
    lines = _classify_lines(text)
    head = _title_lines(text, lines, title)
    kept = [Heading(start=line.start, end=line.end, text=text[line.start : line.end], level=0) for line in lines[:head]]
    lines = _settle_neighbours(_settle_runs(lines[head:]))
    levels = _levels(lines)
    for line in _settle(lines, levels):
        end = line.start + line.cut
        kept.append(Heading(start=line.start, end=end, text=_words(text[line.start : end]), level=levels[line.style]))
    return kept


def _classify_lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    paragraph_open = False  # the line before ended in mid-sentence: this one goes on with it
    for start, end in _line_spans(text):
        words = text[start:end]
        style, cut = _classify(words)
        if style == "line" and paragraph_open:
            style, cut = "", 0
        paragraph_open = not style and not _ENDS_CLOSED.search(words)
        lines.append(_Line(start=start, end=end, cut=cut, style=style))
    return lines


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the span of every line that is not blank, without the white space around it."""
    start = 0
    for line in text.split("\n"):
        if words := line.strip():
            begin = start + len(line) - len(line.lstrip())
            yield begin, begin + len(words)
        start += len(line) + 1


def _classify(words: str) -> tuple[str, int]:
    """Return the style of the heading that the line is or begins with, and the heading's length ("", 0: none)."""
    if markdown := _MARKDOWN.match(words):
        return markdown[1], len(words)
    if mark := _MARK.match(words):
        return _classify_numbered(words, mark)
    if len(words) <= 32 and _is_short_line(words):
        return "line", len(words)
    return _run_in(words, 0, longest=30)


def _classify_numbered(words: str, mark: re.Match[str]) -> tuple[str, int]:
    style = _STYLES[(mark.lastindex or 1) - 1]
    rest = words[mark.end() :]
    whole = len(words) <= 60 and rest and "。" not in rest and not _ENDS_OPEN.search(words)
    if whole and style not in _RUN_IN_ONLY and not _FACT.search(rest):
        return style, len(words)
    _, cut = _run_in(words, mark.end(), longest=24 if style == "一是" else 60)
    return (style, cut) if cut else ("", 0)


def _is_short_line(words: str) -> bool:
    return bool(
        _CHINESE.search(words)
        and not _ENDS_OPEN.search(words)
        and not re.search(r"[。：:@|]|://|^[（(\-•·●■*]|^(?:图|注|附|摄|文)", words)
        and not _FACT.search(words)
        and not _SUBJECT.match(words)
    )


def _run_in(words: str, offset: int, *, longest: int) -> tuple[str, int]:
    """Return the style and the length of the short first sentence that is the heading of its paragraph."""
    first = _FIRST_SENTENCE.match(words, offset)
    if not first or first.end() - offset > longest or len(words) - first.end() < first.end() - offset:
        return "", 0
    sentence = first[0]
    if _FACT.search(sentence) or len(_COMMA.findall(sentence)) > 2:
        return "", 0
    if _SUBJECT.match(sentence) and not words.startswith("——"):
        return "", 0
    return ("run-in" if offset or _VERB.match(sentence) else "neutral"), first.end()


def _settle_runs(lines: list[_Line]) -> list[_Line]:
    """Settle short lines that follow each other: two are a heading and the one under it, three or more are a list."""
    settled: list[_Line] = []
    for style, group in groupby(lines, key=lambda line: line.style):
        run = list(group)
        if style == "line" and len(run) == 2:
            run[1] = replace(run[1], style="subline")
        elif style == "line" and len(run) > 2:
            run = [replace(line, style="", cut=0) for line in run]
        settled += run
    return settled


def _settle_neighbours(lines: list[_Line]) -> list[_Line]:
    """Settle first sentences without a telling verb: headings if the paragraphs before and after begin with one."""
    settled = []
    for i, line in enumerate(lines):
        around = [near.style for near in (*lines[max(i - 1, 0) : i], *lines[i + 1 : i + 2])]
        if line.style != "neutral":
            settled.append(line)
        elif around == ["run-in", "run-in"]:
            settled.append(replace(line, style="run-in"))
        else:
            settled.append(replace(line, style="", cut=0))
    return settled


def _title_lines(text: str, lines: list[_Line], title: str) -> int:
    """Return how many lines at the top are the title and, below it, the name of the unit that wrote the document."""
    if not lines or not title or _words(text[lines[0].start : lines[0].end]) != title:
        return 0
    if len(lines) > 1 and _UNIT.fullmatch(text[lines[1].start : lines[1].end]):
        return 2
    return 1


def _levels(lines: list[_Line]) -> dict[str, int]:
    """Number the styles by first appearance; Markdown's own levels come first and keep their order."""
    found = [line.style for line in lines if line.style]
    ordered = sorted({style for style in found if style[0] == "#"}) + [style for style in found if style[0] != "#"]
    return {style: level for level, style in enumerate(dict.fromkeys(ordered), start=1)}


def _settle(lines: list[_Line], levels: dict[str, int]) -> list[_Line]:
    """Keep the headings under which something stands: text, or a deeper heading. The rest are items of a list."""
    kept: list[_Line] = []
    below: int | None = 0  # level of the heading or item that follows; 0: nothing follows; None: text follows
    for line in reversed(lines):
        is_run_in = line.cut < line.end - line.start
        if line.style and (is_run_in or below is None or below > levels[line.style]):
            kept.append(line)
        below = levels.get(line.style)
    return kept[::-1]


def _words(heading: str) -> str:
    """Return a heading without its marks: "## 一、总体思路" -> "一、总体思路", "——理思路。" -> "理思路"."""
    if markdown := _MARKDOWN.match(heading):
        return markdown[2]
    return heading.removeprefix("——").removesuffix("。").strip()
