"""Errors and notices: every one says, in two languages, what is wrong, what was expected and what to do.

The tree, completed by the packages above this one:

* AssistantError                exit code 1
  - CorpusError                 documents cannot be read
  - StoreError (index/)         an index cannot be opened, built or searched
  - QuestionError (qa/)         a question or a question file cannot be used; exit code 2
  - ServeError (ui/)            the chat cannot be served at an address
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import ClassVar, Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to the user in both languages of the product."""

    en: str
    zh: str

    def text(self, language: Language) -> str:
        """Return the message in one language."""
        return self.zh if language == "zh" else self.en


class AssistantError(Exception):
    """The root of the errors that a user can do something about."""

    exit_code: ClassVar[int] = 1

    def __init__(self, *, en: str, zh: str) -> None:
        super().__init__(en)
        self.notice = Notice(en=en, zh=zh)


class CorpusError(AssistantError):
    """The documents, or one of them, cannot be read."""


def user_language() -> Language:
    """Return the language of the user's environment: ``zh`` if the locale is Chinese, else ``en``."""
    for name in ("YINZHENG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def in_user_language(en: str, zh: str) -> str:
    """Return the text in the language of the user's environment."""
    return zh if user_language() == "zh" else en
