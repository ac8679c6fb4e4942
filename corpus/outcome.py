"""What became of a file: the document that was read from it, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from corpus.documents import Document
from corpus.errors import Notice

Status = Literal["read", "warned", "skipped", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A piece of text that cleaning cut, and the name of the rule that cut it."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file. It has documents, mostly one, if and only if the status is "read" or "warned"."""

    source: str
    status: Status
    documents: tuple[Document, ...] = ()
    notices: tuple[Notice, ...] = ()
    removed: tuple[Removal, ...] = ()
    sha256: str = ""  # of the bytes of the file, as far as they could be read

    @property
    def document(self) -> Document | None:
        """The only or the first document."""
        return self.documents[0] if self.documents else None

    def renamed(self, source: str) -> Outcome:
        """Return the outcome of a file without a document under another name, also in its messages."""
        old, new = repr(self.source), repr(source)
        notices = tuple(Notice(en=one.en.replace(old, new, 1), zh=one.zh.replace(old, new, 1)) for one in self.notices)
        return self if source == self.source else replace(self, source=source, notices=notices)


def without_document(source: str, status: Status, *, en: str, zh: str) -> Outcome:
    """Return the outcome of a file that gives no document; the messages go on after its name."""
    return Outcome(source=source, status=status, notices=(Notice(en=f"{source!r} {en}", zh=f"{source!r} {zh}"),))


def cannot_open(error: OSError) -> Notice:
    """Say why a file or folder cannot be opened, to be put after its name."""
    reason = error.strerror or type(error).__name__
    return Notice(
        en=f"cannot be opened ({reason}); check that it still exists and that you may read it.",
        zh=f"无法打开（{reason}）；请确认文件仍然存在且有读取权限。",
    )
