"""A question in, a cited answer out."""

from index import Passage, Scope
from qa.answer import Assistant
from qa.errors import QuestionError
from qa.records import Answer, AnswerSentence, Citation, Coverage

__all__ = ["Answer", "AnswerSentence", "Assistant", "Citation", "Coverage", "Passage", "QuestionError", "Scope"]
