"""Batch: one answer for each row of a question file, in order, written as soon as it is there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus import AssistantError, user_language
from qa.answer import Assistant
from qa.errors import QuestionError
from qa.questions import Row
from qa.records import Answer, marked_lines

SUFFIXES = (".jsonl", ".md")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")


def answer_rows(assistant: Assistant, rows: Iterable[Row]) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Yield the answer to each row as plain data, in the fields of the JSON contract, and its problem if it has one.

    Other keys of the row are carried through; a row that cannot be asked has its problem under ``error`` as well.
    """
    for row in rows:
        try:
            if row.problem:
                raise QuestionError(en=row.problem.en, zh=row.problem.zh)
            answer = replace(assistant.ask(row.question, scope=row.scope, history=row.history), id=row.id)
            yield {**row.carried, **answer.to_dict()}, None
        except AssistantError as error:
            problem = error.notice.text(user_language())
            yield {**row.carried, **_refused(row, error).to_dict(), "error": problem}, problem


def _refused(row: Row, error: AssistantError) -> Answer:
    language = user_language()
    return Answer(
        id=row.id,
        question=row.question,
        status="abstained",
        reason=error.notice.text(language),
        text="",
        language=language,
        sentences=(),
        citations=(),
        coverage=None,
        passages=(),
        seconds=0.0,
        engine="extractive",
    )


class AnswerFile:
    """Writes answers to a .jsonl or .md file; each is on disk before the next is asked for."""

    def __init__(self, path: Path) -> None:
        if path.suffix.lower() not in SUFFIXES:
            raise QuestionError(
                en=f"cannot write answers to {str(path)!r}: expected a name that ends in .jsonl or .md.",
                zh=f"无法把答案写入 {str(path)!r}：文件名应以 .jsonl 或 .md 结尾。",
            )
        self._format = _json_line if path.suffix.lower() == ".jsonl" else _markdown
        self._count = 0
        try:
            self._file = path.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise QuestionError(
                en=f"cannot write {str(path)!r}: {error.strerror}. Choose another -o.",
                zh=f"无法写入 {str(path)!r}：{error.strerror}。请用 -o 另选文件。",
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, answer: dict[str, Any]) -> None:
        """Write one answer."""
        self._count += 1
        self._file.write(self._format(answer, self._count))
        self._file.flush()


def _json_line(answer: dict[str, Any], number: int) -> str:
    line = json.dumps(answer, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:  # half a character, carried through from the question file as an escape
        line = json.dumps(answer)
    return line + "\n"


def _markdown(answer: dict[str, Any], number: int) -> str:
    """Return an answer as a section with footnotes; its words cannot become markup."""
    # footnotes are numbered through the file: [2] of the third answer is [^3-2]
    lines = []
    for line, marker in marked_lines(answer["text"], [citation["quote"] for citation in answer["citations"]]):
        lines.append(_plain(line) + (f"[^{number}-{marker}]" if marker else ""))
    if answer["reason"]:
        lines.append(_plain(answer["reason"]))
    notes = [f"[^{number}-{citation['marker']}]: {_plain(_described(citation))}" for citation in answer["citations"]]
    return "\n\n".join([f"## {_plain(answer['question'] or '?')}", *lines, *notes]) + "\n\n"


def _described(citation: dict[str, Any]) -> str:
    parts = (citation["title"], citation["publisher"], citation["date"], citation["source"])
    return f"{' · '.join(part for part in parts if part)} ({citation['start']}-{citation['end']})"


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
