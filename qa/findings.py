"""What an examination of an index found, for a reader and for a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from corpus import in_user_language, user_language

Level = Literal["ok", "warning", "problem"]

SHOWN = 5  # items of a finding, to a reader
_LEVELS: dict[Level, tuple[str, str]] = {
    "problem": ("problem", "问题"),
    "warning": ("warning", "警告"),
    "ok": ("ok", "正常"),
}
_COUNTED: dict[Level, tuple[str, str]] = {**_LEVELS, "problem": ("problems", "问题"), "warning": ("warnings", "警告")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The outcome of one check, in the language of the user."""

    check: str  # its name, the same in every language
    level: Level
    message: str
    remedy: str = ""  # a command; "" where there is nothing to do
    items: tuple[str, ...] = ()  # all that it is about

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield how many findings there are of each level, and each of them, the worst first."""
    zh = user_language() == "zh"
    counts = Counter(one.level for one in findings)
    summary = ", ".join(f"{words[zh]} {counts[level]}" for level, words in _COUNTED.items())
    yield in_user_language(f"Checks: {summary}", f"检查结果：{summary}")
    for level, words in _LEVELS.items():
        for one in findings:
            if one.level == level:
                yield f"[{words[zh]}] {one.message}"
                yield from _details(one)


def _details(finding: Finding) -> Iterator[str]:
    yield from (f"    - {item}" for item in finding.items[:SHOWN])
    more = len(finding.items) - SHOWN
    if more > 0:
        yield in_user_language(
            f"    ... and {more:,} more (--json lists all)", f"    …… 另有 {more:,} 项（--json 全部列出）"
        )
    if finding.remedy:
        yield in_user_language(f"    Remedy: {finding.remedy}", f"    办法：{finding.remedy}")
