"""Conversations: what was asked and answered, kept by the server for as long as there is room."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Literal, TypedDict

# The conversation that was not used for longest goes first; a turn takes about 10 KB
MAX_CONVERSATIONS = 1000
MAX_TURNS = 50


class Message(TypedDict):
    """One message, as Gradio's chatbot takes it; the content is HTML."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(slots=True, kw_only=True)
class Turn:
    """A question with what is shown for it, which changes while the answer grows."""

    number: int  # from 1
    question: str
    asked: str  # HTML, as the two below
    said: str
    sources: str = ""


@dataclass(slots=True, kw_only=True)
class Conversation:
    """The turns of one chat, oldest first; the oldest are dropped when there are too many."""

    id: str
    turns: deque[Turn] = field(default_factory=lambda: deque(maxlen=MAX_TURNS))

    def begin(self, question: str, asked: str, said: str) -> Turn:
        """Add a turn."""
        number = self.turns[-1].number + 1 if self.turns else 1
        turn = Turn(number=number, question=question, asked=asked, said=said)
        self.turns.append(turn)
        return turn

    def turn(self, number: int) -> Turn | None:
        """Return a turn by its number, or None."""
        return next((turn for turn in list(self.turns) if turn.number == number), None)

    def messages(self) -> list[Message]:
        """Return all messages, oldest first."""
        found: list[Message] = []
        for turn in list(self.turns):
            if turn.asked:
                found.append({"role": "user", "content": turn.asked})
            found.append({"role": "assistant", "content": turn.said})
        return found


class Conversations:
    """The conversations by their ids, which nobody can guess; safe to use from several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Conversation] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: str) -> Conversation | None:
        """Return a conversation by its id, or None if it is not (or no longer) known."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def start(self) -> Conversation:
        """Return a new conversation."""
        conversation = Conversation(id=secrets.token_urlsafe(16))
        with self._lock:
            self._kept[conversation.id] = conversation
            if len(self._kept) > MAX_CONVERSATIONS:
                self._kept.popitem(last=False)
        return conversation
