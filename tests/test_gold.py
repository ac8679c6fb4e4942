"""Gold files: what a line may hold, what follows from what it leaves out, and every bad line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from qa import QuestionError
from qa.gold import Case, read_gold
from tests.articles import ROOT

QUESTION = "嘉兴职业技术学院2021年引进了多少人才？"


def written(folder: Path, lines: Sequence[Any]) -> Path:
    path = folder / "gold.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_only_the_question_is_needed(tmp_path: Path) -> None:
    (case,) = read_gold(written(tmp_path, [{"question": QUESTION}])).cases
    assert case == Case(id=1, question=QUESTION, category="other", answerable=True)


def test_the_category_and_whether_it_is_answerable_follow_from_each_other(tmp_path: Path) -> None:
    lines = [{"question": "a", "answerable": False}, {"question": "b", "category": "unanswerable_same_topic"}]
    lines.append({"question": "c", "institutions": ["嘉职院"]})
    cases = read_gold(written(tmp_path, lines)).cases
    assert [(case.category, case.answerable) for case in cases] == [
        ("unanswerable", False),
        ("unanswerable_same_topic", False),
        ("survey", True),
    ]


def test_turns_are_a_conversation_whose_last_is_asked(tmp_path: Path) -> None:
    (case,) = read_gold(written(tmp_path, [{"turns": ["一", "二", "三"]}])).cases
    assert (case.history, case.question) == (("一", "二"), "三")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("[1]", "a list, not an object"),
        ('{"id": 1}', 'no "question"'),
        ('{"question": "  "}', 'no "question"'),
        ('{"question": 5}', '"question" must be a text'),
        ('{"question": "a", "answers": "130名"}', '"answers" must be a list of texts'),
        ('{"question": "a", "documents": [""]}', '"documents" must be a list of texts, none of them empty'),
        ('{"question": "a", "answerable": "yes"}', '"answerable" must be true or false'),
        ('{"question": "a", "answerable": false, "answers": ["b"]}', "although it is not answerable"),
        ('{"question": "a", "id": true}', '"id" must be'),
        ('{"question": "\\ud800"}', "half of a character"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(line: str, words: str, tmp_path: Path) -> None:
    read = read_gold(written(tmp_path, [{"question": "a"}, "", line, {"question": "b"}]))
    assert [(case.id, case.question) for case in read.cases] == [(1, "a"), (4, "b")]
    (problem,) = read.problems
    assert "line 3" in problem.en
    assert "第 3 行" in problem.zh
    assert words in problem.en
    assert '"question"' in problem.en  # what to write instead


def test_a_file_without_questions_is_refused(tmp_path: Path) -> None:
    for lines in ([], ["{"]):
        with pytest.raises(QuestionError, match="holds no question"):
            read_gold(written(tmp_path, lines))
    with pytest.raises(QuestionError, match=r"named \*\.jsonl"):
        read_gold(tmp_path / "gold.csv")
    with pytest.raises(QuestionError, match="No such file"):
        read_gold(tmp_path / "none.jsonl")


@pytest.mark.parametrize("name", ["evaluate.md", "evaluate.zh.md"])
def test_the_example_of_the_documentation_is_a_gold_file(name: str, tmp_path: Path) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text(text.split("```json\n")[1].split("```")[0], encoding="utf-8")
    read = read_gold(tmp_path / "gold.jsonl")
    assert [case.category for case in read.cases] == ["fact", "survey", "follow_up", "unanswerable"]
    assert read.problems == ()
