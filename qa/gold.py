"""Gold files: questions with what a right answer must hold, one JSON object on each line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import CorpusError, Notice
from corpus.decode import decode
from qa.errors import QuestionError

# A question with its expectations takes 300 bytes; a larger file is no gold file
MAX_FILE_BYTES = 100 * 2**20
UNANSWERABLE = "unanswerable"
SURVEY = "survey"
OTHER = "other"
_EXAMPLE = '{"question": "嘉职院2021年引进了多少人才？", "answers": ["130名"], "documents": ["jiaxing.md"]}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question and what is expected of its answer; where nothing is expected, only refusals are counted."""

    id: str | int
    question: str
    history: tuple[str, ...] = ()  # the turns before it, oldest first
    category: str = OTHER
    answerable: bool = True
    answers: tuple[str, ...] = ()  # any of these in a quote makes it right
    documents: tuple[str, ...] = ()  # sources (or ids) of which any may be quoted
    institutions: tuple[str, ...] = ()  # that a survey or a comparison must list, and no others
    split: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldFile:
    """The cases of a gold file, and what is wrong with its other lines."""

    cases: tuple[Case, ...]
    problems: tuple[Notice, ...]
    notice: Notice | None  # if its encoding was guessed and may be wrong


class _BadLineError(Exception):
    """A line that holds no case, and why."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.notice = Notice(en=en, zh=zh)


def read_gold(path: Path) -> GoldFile:
    """Read the cases of a gold file, in order; a bad line is named with the remedy, and the others are read.

    Raises:
        QuestionError: If the file cannot be read, or no line holds a case.
    """
    text, notice = _read(path)
    cases: list[Case] = []
    problems: list[Notice] = []
    # not splitlines: U+2028 and U+0085 may stand inside a line
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            cases.append(_case(_object(line), number))
        except _BadLineError as error:
            problems.append(_problem(path, number, error.notice))
    if not cases:
        found = problems[0] if problems else Notice(en="It is empty.", zh="文件是空的。")
        raise QuestionError(
            en=f"{str(path)!r} holds no question. {found.en} Write an object such as {_EXAMPLE} on each line.",
            zh=f"{str(path)!r} 中没有问题。{found.zh}请每行写一个对象，例如 {_EXAMPLE}。",
        )
    return GoldFile(cases=tuple(cases), problems=tuple(problems), notice=notice)


def _read(path: Path) -> tuple[str, Notice | None]:
    """Return the text of a file, and a notice if its encoding was guessed."""
    if path.suffix.lower() != ".jsonl":
        raise QuestionError(
            en=f"cannot read a gold set from {str(path)!r}: expected a file named *.jsonl, with an object such as"
            f" {_EXAMPLE} on each line.",
            zh=f"无法从 {str(path)!r} 读取测试集：文件名应以 .jsonl 结尾，每行一个对象，例如 {_EXAMPLE}。",
        )
    try:
        if (size := path.stat().st_size) > MAX_FILE_BYTES:
            raise QuestionError(
                en=f"{str(path)!r} has {size:,} bytes; a gold file has at most {MAX_FILE_BYTES:,}. Split it.",
                zh=f"{str(path)!r} 有 {size:,} 字节，测试集最多 {MAX_FILE_BYTES:,} 字节。请拆分后再用。",
            )
        decoded = decode(path.read_bytes(), source=str(path))
    except OSError as error:
        raise QuestionError(
            en=f"cannot read the gold file {str(path)!r}: {error.strerror}. Check its name and permissions.",
            zh=f"无法读取测试集 {str(path)!r}：{error.strerror}。请检查文件名和权限。",
        ) from error
    except CorpusError as error:
        raise QuestionError(en=error.notice.en, zh=error.notice.zh) from error
    return decoded.text, decoded.notice


def _problem(path: Path, number: int, why: Notice) -> Notice:
    return Notice(
        en=f"{str(path)!r}, line {number}: {why.en}. Left out; write an object such as {_EXAMPLE}.",
        zh=f"{str(path)!r} 第 {number} 行：{why.zh}。已略过；请写成一个对象，例如 {_EXAMPLE}。",
    )


def _object(line: str) -> Mapping[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _BadLineError(f"it is not JSON ({error})", f"不是 JSON（{error}）") from None
    if not isinstance(fields, dict):
        name = type(fields).__name__
        raise _BadLineError(f"it is a {name}, not an object", f"它是 {name}，不是对象")
    return fields


def _case(fields: Mapping[str, Any], number: int) -> Case:
    turns = _texts(fields, "turns") or (_text(fields, "question"),)
    if not turns[-1].strip():
        raise _BadLineError('it has no "question" and no "turns"', "缺少 question（或 turns）")
    answers, institutions = _texts(fields, "answers"), _texts(fields, "institutions")
    category = _text(fields, "category").strip()
    answerable = fields.get("answerable")
    if answerable is None:
        answerable = not category.startswith(UNANSWERABLE)
    if not isinstance(answerable, bool):
        raise _BadLineError('"answerable" must be true or false', "answerable 应为 true 或 false")
    if answers and not answerable:
        raise _BadLineError(
            'it has "answers" although it is not answerable: set "answerable" to true or take "answers" out',
            "标为无法回答，却给出了 answers：请把 answerable 改为 true，或去掉 answers",
        )
    return Case(
        id=_id(fields, number),
        question=turns[-1],
        history=turns[:-1],
        category=category or _category(answerable=answerable, lists=bool(institutions)),
        answerable=answerable,
        answers=answers,
        documents=_texts(fields, "documents"),
        institutions=institutions,
        split=_text(fields, "split").strip(),
    )


def _category(*, answerable: bool, lists: bool) -> str:
    if not answerable:
        return UNANSWERABLE
    return SURVEY if lists else OTHER


def _id(fields: Mapping[str, Any], number: int) -> str | int:
    given = fields.get("id")
    if given is None:
        return number
    if not isinstance(given, str | int) or isinstance(given, bool):
        raise _BadLineError('"id" must be a text or a whole number', "id 应为文字或整数")
    return _whole(given, "id") if isinstance(given, str) else given


def _text(fields: Mapping[str, Any], key: str) -> str:
    value = fields.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _BadLineError(f'"{key}" must be a text, not {value!r:.40}', f"{key} 应为文字，而不是 {value!r:.40}")
    return _whole(value, key)


def _texts(fields: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = fields.get(key)
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise _BadLineError(f'"{key}" must be a list of texts, none of them empty', f"{key} 应为文字的列表，且没有空项")
    return tuple(_whole(value, key) for value in values)


def _whole(text: str, key: str) -> str:
    """Return a text that can be written to a file: JSON may hold half of a character as an escape."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _BadLineError(
            f'"{key}" holds half of a character ({text!a:.60})', f"{key} 含有半个字符（{text!a:.60}）"
        ) from None
    return text
