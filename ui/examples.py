"""Questions to begin with, made from what the index knows: each was tried and gives what it promises."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from corpus import Language
from qa import Assistant
from ui.words import words_in

if TYPE_CHECKING:
    from gradio.components.chatbot import ExampleMessage

_SURVEYS = ("各校如何落实“双带头人”？", "各校如何推进三全育人？", "各校有哪些党建品牌？")
_FACTS = ("{name}引进了多少人才？", "{name}成立于哪一年？", "{name}有多少个党支部？", "{name}有多少名党员？")
_ENGLISH = ("How do schools implement 双带头人?", "How do schools promote 三全育人?")
_ABSENT = ("学校食堂的菜价是多少？",)
# Facts are looked for in the first institutions only, so that the start does not wait for a large collection
_INSTITUTIONS = 5


def example_questions(assistant: Assistant, language: Language) -> list[ExampleMessage]:
    """Return a survey, a fact, one question in the other language and one without an answer, as the chatbot takes them.

    What the documents do not bear out is left out: another collection may have none of these.
    """
    names = list(assistant.index.institutions())[:_INSTITUTIONS]
    facts = [fact.format(name=name) for fact in _FACTS for name in names]
    answered = [_first(assistant, some, "answered") for some in (_SURVEYS, facts, _ENGLISH)]
    if language == "en":
        answered.insert(0, answered.pop())
    examples: list[ExampleMessage] = [{"text": text} for text in answered if text]
    if text := _first(assistant, _ABSENT, "abstained"):
        examples.append({"text": text, "display_text": text + words_in(language).example_absent})
    return examples


def _first(assistant: Assistant, questions: Iterable[str], status: str) -> str | None:
    return next((text for text in questions if assistant.ask(text).status == status), None)
