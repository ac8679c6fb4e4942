"""Questions to begin with, made from what the index knows: each was tried and gives what it promises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from corpus import Language
from qa import Assistant

_SURVEYS = ("各校如何落实“双带头人”？", "各校如何推进三全育人？", "各校有哪些党建品牌？")
_FACTS = ("{name}引进了多少人才？", "{name}成立于哪一年？", "{name}有多少个党支部？", "{name}有多少名党员？")
_ENGLISH = ("How do schools implement 双带头人?", "How do schools promote 三全育人?")
_ABSENT = ("学校食堂的菜价是多少？",)
# Facts are looked for in the first institutions only, so that the start does not wait for a large collection
_INSTITUTIONS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """What the documents bear out; another collection may have none of these."""

    chinese: tuple[str, ...]  # a survey and a fact
    english: tuple[str, ...]
    absent: tuple[str, ...]  # not answered

    @classmethod
    def find(cls, assistant: Assistant) -> Examples:
        """Return the questions that an assistant answers, and one that it does not."""
        names = list(assistant.index.institutions())[:_INSTITUTIONS]
        facts = [fact.format(name=name) for fact in _FACTS for name in names]
        return cls(
            chinese=(*_first(assistant, _SURVEYS, "answered"), *_first(assistant, facts, "answered")),
            english=_first(assistant, _ENGLISH, "answered"),
            absent=_first(assistant, _ABSENT, "abstained"),
        )

    def answered(self, language: Language) -> tuple[str, ...]:
        """Return the questions that have an answer, those in the language of the interface first."""
        return (*self.chinese, *self.english) if language == "zh" else (*self.english, *self.chinese)


def _first(assistant: Assistant, questions: Iterable[str], status: Literal["answered", "abstained"]) -> tuple[str, ...]:
    return next(((text,) for text in questions if assistant.ask(text).status == status), ())
