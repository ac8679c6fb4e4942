"""``yinzheng eval``: answers graded, figures added up, reports that cannot be abused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index
from qa import Assistant
from qa.evaluate import Graded, evaluate, holds, strangers
from qa.gold import Case
from qa.report import Report, report_on, to_markdown
from qa.report_html import to_html
from qa.scores import score
from tests.articles import all_institutions

FACT = "嘉兴职业技术学院2021年引进了多少人才？"
LINES: list[dict[str, Any]] = [
    {
        "id": "f1",
        "question": FACT,
        "category": "fact",
        "answers": ["130名"],
        "documents": ["jiaxing.md"],
        "split": "tune",
    },
    {
        "id": "f2",
        "question": FACT,
        "category": "fact",
        "answers": ["131名"],
        "documents": ["jiaxing.md"],
        "split": "held",
    },
    {
        "id": "s1",
        "question": "哪些学校实施了双带头人？",
        "category": "survey",
        "institutions": [name for name in all_institutions() if name != "聊城职业技术学院"],
        "split": "held",
    },
    {
        "id": "u1",
        "question": "学校食堂的菜价是多少？",
        "category": "unanswerable",
        "answerable": False,
        "split": "tune",
    },
    {"id": "u2", "question": FACT, "answerable": False, "split": "held"},
]


def graded_by(assistant: Assistant, *lines: dict[str, Any]) -> list[Graded]:
    return list(evaluate(assistant, [case_of(line) for line in lines]))


def case_of(line: dict[str, Any]) -> Case:
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in line.items()}
    return Case(**{"id": 1, **fields})


def report(assistant: Assistant, cases: Sequence[Case]) -> Report:
    graded = list(evaluate(assistant, cases))
    return report_on(graded, gold="gold.jsonl", sha256="0", index="var/index", passages=9, problems=())


# grading


def test_a_right_answer(assistant: Assistant) -> None:
    (one,) = graded_by(assistant, {"question": FACT, "answers": ["１３０名", "没有"], "documents": ["jiaxing.md"]})
    assert one.right[0]
    assert one.rank == 1
    assert all(one.verbatim)
    assert one.cited == ("jiaxing.md",)
    assert not one.missed


def test_an_answer_from_another_document_is_wrong(assistant: Assistant) -> None:
    (one,) = graded_by(assistant, {"question": FACT, "answers": ["130名"], "documents": ["liaocheng.md"]})
    assert not any(one.right)
    assert one.rank == 0
    assert one.missed


def test_documents_that_the_index_does_not_have_count_for_nothing(assistant: Assistant) -> None:
    (one,) = graded_by(assistant, {"question": FACT, "documents": ["elsewhere.txt", "jiaxing.md"]})
    assert one.documents == ("jiaxing.md",)
    lost = case_of({"question": FACT, "documents": ["elsewhere.txt"], "institutions": ["火星学院"]})
    assert [
        "elsewhere.txt" in problem.en or "火星学院" in problem.en for problem in strangers([lost], assistant.index)
    ] == [
        True,
        True,
    ]
    assert strangers([one.case], assistant.index) == []


def test_a_survey_is_judged_by_what_it_lists(assistant: Assistant) -> None:
    wanted = ["嘉职院", "浙江工商职业技术学院", "聊城职业技术学院"]  # an alias is the institution
    (one,) = graded_by(assistant, {"question": "哪些学校实施了双带头人？", "institutions": wanted})
    assert set(one.listed) == set(all_institutions()) - {"聊城职业技术学院"}
    assert one.counts == (2, 2, 1)
    assert one.missed


def test_an_unanswerable_question_is_missed_when_it_is_answered(assistant: Assistant) -> None:
    away, there = graded_by(
        assistant,
        {"question": "学校食堂的菜价是多少？", "answerable": False},
        {"question": FACT, "answerable": False},
    )
    assert (away.missed, there.missed) == (False, True)
    assert away.probability < there.probability


def test_a_question_that_cannot_be_asked_counts_as_refused(assistant: Assistant) -> None:
    (one,) = graded_by(assistant, {"question": "问" * 5000, "answers": ["a"]})
    assert one.answer is None
    assert one.problem
    assert one.refused
    assert one.missed
    assert "5000" in to_markdown(report(assistant, [one.case]), "en") or "5,000" in one.problem.en


def test_a_follow_up_has_its_history(assistant: Assistant) -> None:
    (one,) = graded_by(
        assistant,
        {
            "question": "那嘉兴职业技术学院呢？",
            "history": ["聊城职业技术学院2021年引进了多少人才？"],
            "answers": ["130名"],
        },
    )
    assert any(one.right)


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_what_a_text_is_made_of_it_holds(text: str, others: list[str]) -> None:
    assert holds(text, [text, *others])
    assert holds(text, [])


def test_the_quotes_are_looked_up_again(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = assistant.ask(FACT)
    monkeypatch.setattr(Assistant, "ask", lambda self, text, **_: answer)
    monkeypatch.setattr(Index, "document", lambda self, document_id: None)
    (one,) = graded_by(assistant, {"question": FACT, "answers": ["130名"]})
    assert not any(one.verbatim)
    assert one.missed


# figures and reports


def test_scores_of_a_small_set(assistant: Assistant) -> None:
    cases = [case_of(line) for line in LINES]
    figures = {figure.key: figure for section in score(list(evaluate(assistant, cases))) for figure in section.figures}
    assert {key: figures[key].value for key in ("right", "refused", "citations.verbatim", "coverage.f1_micro")} == {
        "right": 0.5,
        "refused": 0.0,
        "citations.verbatim": 1.0,
        "coverage.f1_micro": 1.0,
    }
    assert figures["abstention.refused"].value == 0.5
    assert figures["retrieval.r_at_1"].n == 2
    assert all(figure.low <= figure.value <= figure.high for figure in figures.values())


def test_nothing_expected_nothing_judged(assistant: Assistant) -> None:
    sections = score(graded_by(assistant, {"question": FACT}))
    assert {figure.key for section in sections for figure in section.figures} == {
        "refused",
        "citations.verbatim",
        "length.sentences",
        "length.characters",
        "speed.p50",
        "speed.p95",
    }


class Strict(HTMLParser):
    """Collects the tags of a page and whatever it would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.open: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.outside += [name for name, _ in attrs if name in ("src", "href", "action") or name.startswith("on")]
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)> | # [a](javascript:b) `c` \x1b[31m\u202e'


def test_no_word_becomes_markup(assistant: Assistant) -> None:
    case = Case(
        id=HOSTILE, question=HOSTILE, history=(HOSTILE,), category=HOSTILE, answers=(HOSTILE,), documents=(HOSTILE,),
        institutions=(HOSTILE,), split=HOSTILE,
    )  # fmt: skip
    found = report(assistant, [case, Case(id=1, question=FACT)])
    page = Strict()
    page.feed(to_html(found, "zh"))
    assert page.open == []
    assert page.outside == []
    assert not page.seen & {"script", "img", "iframe", "link", "a"}
    for text in (to_html(found, "en"), to_markdown(found, "en")):
        assert not re.search(r"(?<!\\)<script", text)
        assert not set("\x1b\u202e") & set(text)
    assert "\\[a\\](javascript:b)" in to_markdown(found, "en")


def test_the_page_shows_the_misses_and_fetches_nothing(assistant: Assistant) -> None:
    html = to_html(report(assistant, [case_of(line) for line in LINES]), "en")
    assert "prefers-color-scheme: dark" in html
    assert "default-src 'none'" in html
    assert "Missed: 2 of 5" in html
    assert "131名" in html
    assert "answered, although the documents do not say it" in html
    assert "http" not in html.replace("http-equiv", "")


def test_splits_stand_side_by_side(assistant: Assistant) -> None:
    text = to_markdown(report(assistant, [case_of(line) for line in LINES]), "zh")
    assert "|  | 全部 | tune | held |" in text
    assert "未达预期：5 题中 2 题" in text
    alone = to_markdown(report(assistant, [case_of(LINES[0])]), "zh")
    assert "|  | 全部 |\n" in alone
