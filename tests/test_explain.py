"""How an answer is explained, and how it looks on a terminal."""

from __future__ import annotations

import re
from dataclasses import replace

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Language
from qa import Answer, AnswerSentence, Assistant, Citation, Passage
from qa.explain import MAX_PASSAGES
from qa.records import Considered, Trace
from qa.terminal import answer_lines, explained_lines

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
QUOTE = "“黄牌”有5张，“红牌”有7张。"


def considered(text: str, probability: float, *, why_not: str = "") -> Considered:
    return Considered(
        source="a.md",
        start=0,
        end=len(text),
        text=text,
        probability=probability,
        quoted=not why_not,
        why_not=why_not,
    )


def passage(text: str, *, score: float = 0.0, lexical: float = 0.0, dense: float = 0.0) -> Passage:
    return Passage(
        document_id="d",
        source="a.md",
        title="题目",
        institution="甲学院",
        publisher=None,
        date=None,
        heading="",
        page=None,
        start=3,
        end=3 + len(text),
        text=text,
        score=score,
        lexical=lexical,
        dense=dense,
    )


def cited(quote: str, span: tuple[int, int] | None) -> Citation:
    return Citation(
        marker=1,
        document_id="d",
        title="题目",
        institution="甲学院",
        source="a.md",
        date=None,
        quote=quote,
        start=3,
        end=3 + len(quote),
        document_sha256="0",
        publisher=None,
        page=None,
        span=(3 + span[0], 3 + span[1]) if span else None,
    )


TRACE = Trace(
    institutions=("甲学院",),
    strangers=("丙大学",),
    concepts=(("红牌", ("诫勉", "警告")), ("发出", ())),
    required=("亮牌制", "红牌"),
    asked_for="number",
    considered=(
        considered(QUOTE, 0.9),
        considered("另有规定。", 0.04, why_not="说的是其他年份"),
    ),
)


def answer(quote: str = QUOTE, *, span: tuple[int, int] | None = None, language: Language = "zh") -> Answer:
    return Answer(
        question="那红牌呢？",
        whole="甲学院发出了多少张红牌？",
        kind="fact",
        status="answered",
        reason=None,
        text=f"甲学院：{quote}[1]",
        language=language,
        sentences=(AnswerSentence(text=quote, markers=(1,), support=1.0),),
        citations=(cited(quote, span),),
        coverage=None,
        passages=(
            passage("第一段。", score=0.9, lexical=12.0, dense=0.4),
            passage("第二段。", score=0.5, lexical=3.0, dense=0.6),
            passage("第三段。", score=0.3, lexical=0.0, dense=0.5),
        ),
        probability=0.9,
        threshold=0.6,
        seconds=0.0,
        engine="extractive",
        trace=TRACE,
    )


def test_everything_that_was_understood_is_told() -> None:
    lines = answer().explain()
    assert lines[:9] == [
        "如何理解问题",
        "  问题类型：事实",
        "  完整的问题：甲学院发出了多少张红牌？",
        "  学校：甲学院",
        "  文档没有涉及的学校：丙大学",
        "  查找：红牌（也查：诫勉、警告）",
        "  查找：发出",
        "  答案不能缺少：亮牌制、红牌",
        "  答案类型：数字",
    ]
    assert "文档中有答案的概率：0.90 ≥ 0.60（作答所需）" in lines


def test_an_english_question_is_explained_in_english() -> None:
    trace = replace(TRACE, considered=(considered("甲。", 0.1, why_not="speaks of another year"),))
    lines = replace(answer(language="en"), probability=0.1, trace=trace).explain()
    for line in (
        "What was understood",
        "  Kind of question: a fact",
        "  The whole question: 甲学院发出了多少张红牌？",
        "  Looked for: 红牌 (also: 诫勉, 警告)",
        "  An answer must have: 亮牌制, 红牌",
        "  Type of answer: a number",
        "Probability that the documents hold an answer: 0.10 < 0.60 (needed)",
        "  0.10 not quoted: speaks of another year  a.md:0-2",
    ):
        assert line in lines


def test_passages_come_by_their_fused_scores_with_the_ranks_of_both_legs() -> None:
    one = answer()
    lines = replace(one, passages=one.passages[::-1]).explain()
    first = lines.index("   1. 合并 0.900，字面第 1 (BM25 12.00)，语义第 3 (cos 0.40)  a.md:3-7")
    assert lines[first + 1 : first + 6] == [
        "      第一段。",
        "   2. 合并 0.500，字面第 2 (BM25 3.00)，语义第 1 (cos 0.60)  a.md:3-7",
        "      第二段。",
        "   3. 合并 0.300，字面 —，语义第 2 (cos 0.50)  a.md:3-7",
        "      第三段。",
    ]


def test_of_many_passages_the_best_are_shown_and_the_others_counted() -> None:
    lines = replace(answer(), passages=tuple(passage(f"第{n}段。") for n in range(MAX_PASSAGES + 7))).explain()
    assert sum("合并" in line for line in lines) == MAX_PASSAGES
    assert "  另有 7 段" in lines
    assert "没有检索到段落" in replace(answer(), passages=()).explain()


def test_sentences_are_told_with_their_probability_and_why_they_are_not_quoted() -> None:
    lines = answer().explain()
    assert lines[-4:] == [
        f"  0.90 已引用  a.md:0-{len(QUOTE)}",
        f"       {QUOTE}",
        "  0.04 未引用：说的是其他年份  a.md:0-5",
        "       另有规定。",
    ]


def test_an_answer_without_a_trace_is_explained_by_what_it_holds() -> None:
    lines = replace(answer(), trace=None).explain()
    assert lines[0] == "如何理解问题"
    assert any("概率" in line for line in lines)
    assert sum("合并" in line for line in lines) == 3


def test_an_answer_of_the_engine_is_explained(assistant: Assistant) -> None:
    one = assistant.ask("嘉职院发出了多少张红牌")
    lines = one.explain()
    assert "  学校：嘉兴职业技术学院" in lines
    place = f"{one.citations[0].source}:{one.citations[0].start}-{one.citations[0].end}"
    assert any("已引用" in line and place in line for line in lines)


@given(text=st.text(min_size=1), language=st.sampled_from(["zh", "en"]))
def test_no_control_character_gets_out(text: str, language: Language) -> None:
    trace = Trace(
        institutions=(text,),
        strangers=(text,),
        concepts=((text, (text,)),),
        required=(text,),
        asked_for=text,
        considered=(replace(considered(text, 0.5, why_not=text), source=text),),
    )
    one = replace(answer(language=language), whole=text, passages=(passage(text),), trace=trace)
    assert not any(CONTROL.search(line) for line in one.explain())
    assert not any(CONTROL.search(click.unstyle(line)) for line in answer_lines(replace(one, status="abstained")))
    assert [click.unstyle(line) for line in explained_lines(one)] == ["", *map(click.unstyle, one.explain())]


def emphasised(line: str) -> list[str]:
    return re.findall(r"\x1b\[1m\x1b\[4m(.*?)\x1b\[0m", line)


def test_what_was_asked_for_is_emphasised() -> None:
    start = QUOTE.index("7张")
    lines = list(answer_lines(answer(span=(start, start + 2))))
    assert emphasised(lines[2]) == ["7张"]
    assert click.unstyle(lines[2]) == f"甲学院：{QUOTE}[1]"
    assert not any(emphasised(line) for line in answer_lines(answer()))


@given(quote=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1), data=st.data())
def test_emphasis_changes_no_word(quote: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(quote)))
    end = data.draw(st.integers(start, len(quote)))
    plain, marked = (list(map(click.unstyle, answer_lines(answer(quote, span=span)))) for span in (None, (start, end)))
    assert plain == marked


@pytest.mark.parametrize(("language", "said"), [("zh", "理解为："), ("en", "Understood as: ")])
def test_the_whole_question_comes_first_where_another_was_typed(language: Language, said: str) -> None:
    one = answer(language=language)
    assert next(iter(answer_lines(one))) == f"{said}{one.whole}"
    for whole in ("", one.question):
        assert not any(said in line for line in answer_lines(replace(one, whole=whole)))


def test_documents_that_differ_are_said_to_differ() -> None:
    one = replace(answer(), whole="", conflict=True, text=f"各文档的说法不一：\n{QUOTE}[1]")
    first = next(iter(answer_lines(one)))
    assert click.unstyle(first) == "各文档的说法不一："
    assert first != click.unstyle(first)
    assert next(iter(answer_lines(replace(one, conflict=False)))) == "各文档的说法不一："


def test_an_abstention_lists_the_nearest_passages_as_such() -> None:
    passages = tuple(passage(f"第{n}段。") for n in range(5))
    nothing = replace(
        answer(), status="abstained", text="没有依据。", citations=(), reason="说的是别的", passages=passages
    )
    lines = list(map(click.unstyle, answer_lines(nothing)))
    assert lines[-7] == "最相近的段落（不是回答）"
    assert [line[:2] for line in lines[-6::2]] == ["1.", "2.", "3."]
    assert "原因：说的是别的。" in lines
