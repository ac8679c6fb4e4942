"""The words around a comparison, in the language of its question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus import Language
from qa.comparison import Comparison
from qa.records import Citation

# Control characters, and those that turn the direction of a line: a quote shows them as spaces
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a comparison says itself, beside its quotes."""

    html_language: str
    title: str
    institution: str
    not_mentioned: str
    sources: str
    source_of: str  # the heading of the column with the sources of an aspect
    question: str
    asked: str
    summary: str
    citation_fields: tuple[str, ...]  # the headings of a table of citations
    page: str
    colon: str


_ZH = Words(
    html_language="zh-Hans",
    title="各校对比",
    institution="学校",
    not_mentioned="未提及",
    sources="来源",
    source_of="{aspect}（来源）",
    question="问题",
    asked="提问",
    summary="{rows} 所学校（文档）× {aspects} 个方面：{cells} 格中有 {found} 格找到原文。",
    citation_fields=(
        "编号",
        "引文",
        "学校",
        "文档",
        "发布者",
        "日期",
        "文件",
        "页码",
        "起",
        "止",
        "方面",
        "文档编号",
        "SHA-256",
    ),
    page="第 {page} 页",
    colon="：",
)
_EN = Words(
    html_language="en",
    title="Comparison",
    institution="Institution",
    not_mentioned="not mentioned",
    sources="Sources",
    source_of="{aspect} (sources)",
    question="Question",
    asked="Asked",
    summary="{rows} institutions (or documents) x {aspects} aspects: {found} of {cells} cells have a quote.",
    citation_fields=(
        *("Marker", "Quote", "Institution", "Document", "Publisher", "Date", "File", "Page", "Start", "End"),
        *("Aspect", "Document id", "SHA-256"),
    ),
    page="p. {page}",
    colon=": ",
)


def words_in(language: Language) -> Words:
    """Return the words in one language."""
    return _ZH if language == "zh" else _EN


def shown(text: str) -> str:
    """Return text of a document with a space for each character that is a command, not a sign."""
    return _CONTROL.sub(" ", text)


def reference(citation: Citation, words: Words) -> str:
    """Return where a quote stands: title, publisher, date, page, file and offsets."""
    page = words.page.format(page=citation.page) if citation.page else None
    parts = (citation.title, citation.publisher, citation.date, page, citation.source)
    return shown(f"{' · '.join(part for part in parts if part)} ({citation.start}-{citation.end})")


def summary(comparison: Comparison) -> str:
    """Return how much was found, as a sentence."""
    return words_in(comparison.language).summary.format(
        rows=len(comparison.rows),
        aspects=len(comparison.aspects),
        cells=len(comparison.cells),
        found=comparison.found,
    )
