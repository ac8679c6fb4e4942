"""Errors of questions and question files."""

from __future__ import annotations

from typing import ClassVar

from corpus import AssistantError


class QuestionError(AssistantError):
    """A question, or a file of questions, cannot be used."""

    exit_code: ClassVar[int] = 2
