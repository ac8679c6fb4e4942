"""Question files: .txt with a question on each line, .jsonl with an object on each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import CorpusError, Notice
from corpus.decode import Decoded, decode
from index import Scope
from qa.errors import QuestionError

SUFFIXES = (".txt", ".jsonl")
# A file of a million questions takes 100 MB; a larger one is no question file
MAX_FILE_BYTES = 100 * 2**20
_KEYS = frozenset(("id", "question", "turns", "documents", "institutions"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a question file; ``problem`` says why it holds no question that can be asked."""

    id: str | int | None = None
    question: str = ""
    history: tuple[str, ...] = ()  # the turns before it, oldest first
    scope: Scope = field(default_factory=Scope)
    carried: Mapping[str, Any] = field(default_factory=dict)  # other keys of the line, for the answer
    problem: Notice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFile:
    """The rows of a question file; a notice if its encoding was guessed and may be wrong."""

    rows: tuple[Row, ...]
    notice: Notice | None


def read_questions(path: Path) -> QuestionFile:
    """Read the questions of a file, in order; a bad line is a row with its problem.

    In .txt, empty lines and lines that begin with # are left out.

    Raises:
        QuestionError: If the file cannot be read, is of another kind, or holds no question.
    """
    # not splitlines: U+2028 and U+0085 may stand inside a line
    decoded = _read(path)
    lines = decoded.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if path.suffix.lower() == ".txt":
        rows = [Row(question=line.strip()) for line in lines if line.strip() and not line.lstrip().startswith("#")]
    else:
        rows = list(_json_rows(path, lines))
    if not rows:
        raise QuestionError(
            en=f"{str(path)!r} holds no question. Write one question on each line.",
            zh=f"{str(path)!r} 中没有问题。请每行写一个问题。",
        )
    return QuestionFile(rows=tuple(rows), notice=decoded.notice)


def _read(path: Path) -> Decoded:
    if path.suffix.lower() not in SUFFIXES:
        raise QuestionError(
            en=f"cannot read questions from {str(path)!r}: expected a file named *.txt or *.jsonl.",
            zh=f"无法从 {str(path)!r} 读取问题：文件名应以 .txt 或 .jsonl 结尾。",
        )
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise QuestionError(
                en=f"{str(path)!r} has {size:,} bytes; a question file has at most {MAX_FILE_BYTES:,}. Split it.",
                zh=f"{str(path)!r} 有 {size:,} 字节，问题文件最多 {MAX_FILE_BYTES:,} 字节。请拆分后再用。",
            )
        return decode(path.read_bytes(), source=str(path))
    except OSError as error:
        raise QuestionError(
            en=f"cannot read the question file {str(path)!r}: {error.strerror}. Check its name and permissions.",
            zh=f"无法读取问题文件 {str(path)!r}：{error.strerror}。请检查文件名和权限。",
        ) from error
    except CorpusError as error:
        raise QuestionError(en=error.notice.en, zh=error.notice.zh) from error


def _json_rows(path: Path, lines: list[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        fields: Any = None
        try:
            fields = json.loads(line)
            yield _json_row(fields)
        except (ValueError, RecursionError) as error:
            known = fields.get("id") if isinstance(fields, dict) else None
            yield Row(
                id=known if isinstance(known, str | int) else None,
                problem=Notice(
                    en=f"{str(path)!r}, line {number}: {error}. Expected an object such as"
                    ' {"id": 1, "question": "各校如何推进三全育人"}.',
                    zh=f"{str(path)!r} 第 {number} 行：{error}。应为一个对象，例如"
                    ' {"id": 1, "question": "各校如何推进三全育人"}。',
                ),
            )


def _json_row(fields: Any) -> Row:
    if not isinstance(fields, dict):
        raise ValueError(f"it is a {type(fields).__name__}, not an object")
    turns = fields.get("turns", [fields.get("question")])
    if not _is_list_of_text(turns) or not turns:
        raise ValueError('"question" must be a text, or "turns" a list of texts')
    scope = {key: fields.get(key) or [] for key in ("documents", "institutions")}
    for key, names in scope.items():
        if not _is_list_of_text(names):
            raise ValueError(f'"{key}" must be a list of texts')
    if not isinstance(fields.get("id"), str | int | None):
        raise ValueError('"id" must be a text or a whole number')
    return Row(
        id=fields.get("id"),
        question=turns[-1],
        history=tuple(turns[:-1]),
        scope=Scope(documents=tuple(scope["documents"]), institutions=tuple(scope["institutions"])),
        carried={key: value for key, value in fields.items() if key not in _KEYS},
    )


def _is_list_of_text(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
