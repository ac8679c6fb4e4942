"""The chat: what happens between a question and the page, without Gradio."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from corpus import AssistantError, Language
from qa import Assistant
from ui.conversations import Conversation, Conversations, Message, Turn
from ui.render import (
    answer_html,
    no_sources_html,
    notice_html,
    question_html,
    searching_html,
    sources_html,
    stopped_html,
)
from ui.words import words_in

_LOG = logging.getLogger(__name__)

# Of a question that is too long to be asked; longer ones are refused by the engine, and need not fill the page
_SHOWN_CHARS = 2000


class Chat:
    """Asks the assistant in conversations, and says what the page shows.

    Example:
        >>> chat = Chat(assistant, "zh", Conversations())
        >>> key, turn, messages = chat.begin("各校如何落实“双带头人”？", "")
        >>> for messages, sources in chat.answer(key, turn): ...
    """

    def __init__(self, assistant: Assistant, language: Language, conversations: Conversations) -> None:
        self._assistant = assistant
        self._language = language
        self._words = words_in(language)
        self._conversations = conversations

    def begin(self, text: str, key: str) -> tuple[str, int, list[Message]]:
        """Add a question to a conversation.

        Args:
            text: The question, as it was typed.
            key: The id of the conversation; one that is not known starts a new one.

        Returns:
            The id of the conversation, the number of the turn, and the messages to show.
        """
        text = text.encode("utf-8", "ignore").decode()  # a browser can send half of a character
        conversation = self._conversations.find(key) or self._conversations.start()
        shown = text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"
        asked = question_html(shown, language=self._language) if text.strip() else ""
        turn = conversation.begin(text, asked, searching_html(self._language))
        return conversation.id, turn.number, conversation.messages()

    def answer(self, key: str, number: int) -> Iterator[tuple[list[Message], str]]:
        """Answer the question of a turn, yielding the messages and the sources as the answer grows."""
        conversation, turn = self._find(key, number)
        if conversation is None or turn is None:
            return
        history = [one.question for one in list(conversation.turns) if one.number < number]
        try:
            for answer in self._assistant.stream(turn.question, history=history):
                turn.said = answer_html(answer, turn=number)
                turn.sources = sources_html(answer, turn=number, language=self._language)
                yield conversation.messages(), turn.sources
        except AssistantError as error:
            yield self._not_answered(conversation, turn, error.notice.text(self._language))
        except Exception:  # a fault of ours must not leave the page waiting for ever
            _LOG.exception("cannot answer %r", turn.question)
            yield self._not_answered(conversation, turn, self._words.failed)

    def _not_answered(self, conversation: Conversation, turn: Turn, why: str) -> tuple[list[Message], str]:
        turn.said = notice_html(why)
        messages = conversation.messages()
        with contextlib.suppress(ValueError):  # the oldest turns are dropped while others are answered
            conversation.turns.remove(turn)  # it was never asked, so what follows does not refer to it
        return messages, no_sources_html(self._words.no_sources)

    def stop(self, key: str, number: int) -> list[Message]:
        """Note that the answer of a turn was stopped, and return the messages to show."""
        conversation, turn = self._find(key, number)
        if turn:
            turn.said = (turn.said if turn.sources else "") + stopped_html(self._language)
        return conversation.messages() if conversation else []

    def sources(self, key: str, number: int) -> str:
        """Return the sources of a turn."""
        turn = self._find(key, number)[1]
        return turn.sources if turn else no_sources_html(self._words.sources_gone)

    def _find(self, key: str, number: int) -> tuple[Conversation | None, Turn | None]:
        conversation = self._conversations.find(key)
        return conversation, conversation.turn(number) if conversation else None
