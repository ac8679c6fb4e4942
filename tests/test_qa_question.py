"""What is asked: language, kind, institutions, content, and what an answer cannot do without."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import QuestionError
from qa.question import MAX_CHARS, Question, understand

INSTITUTIONS = {
    "嘉兴职业技术学院": ("嘉职院",),
    "浙江工商职业技术学院": ("浙江工商职院",),
    "聊城职业技术学院": (),
}


def asked(text: str, *history: str) -> Question:
    return understand(text, INSTITUTIONS, history=history)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("各校如何推进三全育人", "survey"),
        ("哪些学校实施了“双带头人”", "survey"),
        ("各个院校怎样开展党史学习教育？", "survey"),
        ("how do schools implement 双带头人", "survey"),
        ("Which colleges have 党校分校?", "survey"),
        ("嘉职院和浙江工商职院在三全育人上有什么不同", "survey"),
        ("嘉兴职业技术学院2021年引进了多少人才", "fact"),
        ("党委书记是谁", "fact"),
        ("学校食堂的菜价是多少？", "fact"),
        ("when was 聊城职业技术学院 founded", "fact"),
        ("嘉职院如何落实双带头人", "how"),
        ("“1+8+N”是什么", "how"),
    ],
)
def test_the_kind_of_a_question(text: str, kind: str) -> None:
    assert asked(text).kind == kind


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how do schools implement 双带头人", "en"),
        ("What is 1+8+N?", "en"),
        ("各校如何推进三全育人", "zh"),
        ("BIM项目获得了什么奖", "zh"),
        ("嘉职院的GPS北斗双模定位装置是什么", "zh"),
    ],
)
def test_the_language_of_a_question(text: str, language: str) -> None:
    assert asked(text).language == language


def test_institutions_are_known_by_name_and_alias() -> None:
    assert asked("嘉职院引进了多少人才").institutions == ("嘉兴职业技术学院",)
    assert asked("浙江工商职院与嘉兴职业技术学院").institutions == ("浙江工商职业技术学院", "嘉兴职业技术学院")
    assert asked("聊城职院和浙江工商").institutions == ("聊城职业技术学院", "浙江工商职业技术学院")
    assert asked("嘉兴有哪些学校").institutions == ()
    assert asked("哪些学校有党校分校").institutions == ()


def test_a_short_form_is_not_taken_for_another_school() -> None:
    assert asked("浙江工商大学引进了多少人才").institutions == ()
    assert asked("浙江工商大学引进了多少人才").required == ("浙江工商大学",)
    shared = {"长江职业学院": (), "长江职业技术学院": ()}
    assert understand("长江职院引进了多少人才", shared).institutions == ()
    assert understand("长江职业学院引进了多少人才", shared).institutions == ("长江职业学院",)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("各校如何推进三全育人", ("三全育人",)),
        ("聊城职业技术学院何时成立", ("成立",)),
        ("嘉职院2021年引进了多少人才？", ("2021", "年引进", "人才")),
        ("学校食堂的菜价是多少？", ("食堂", "菜价")),
        ("how do schools implement 双带头人", ("双带头人",)),
        ("how many canteens are there", ("canteens",)),
        ("“1+8+N”是什么", ("1+8+n",)),
    ],
)
def test_the_content_is_what_is_left_without_frame_and_institutions(text: str, content: tuple[str, ...]) -> None:
    assert asked(text).content == content


def test_an_answer_cannot_do_without_quoted_terms_and_unknown_schools() -> None:
    assert asked("各校如何落实“双带头人”").required == ("双带头人",)
    assert asked("how do schools implement 双带头人").required == ("双带头人",)
    assert asked("北京大学引进了多少人才").required == ("北京大学",)
    assert asked("深圳职业技术学院如何推进三全育人").required == ("深圳职业技术学院",)
    assert asked("嘉职院如何推进三全育人").required == ()


def test_a_follow_up_takes_over_what_it_leaves_out() -> None:
    first = "嘉职院累计发出了多少张黄牌"
    assert asked("那浙江工商职院呢？", first).institutions == ("浙江工商职业技术学院",)
    assert asked("那浙江工商职院呢？", first).content == asked(first).content
    assert asked("那浙江工商职院呢？", "各校如何推进三全育人").kind == "how"
    assert asked("那红牌有多少张？", first).institutions == ("嘉兴职业技术学院",)
    assert asked("那红牌有多少张？", first).content == ("红牌", "张")
    assert asked("各校如何推进三全育人", first).institutions == ()
    assert asked("“1+8+N”是什么", first) == asked("“1+8+N”是什么")


def test_a_long_conversation_is_understood() -> None:
    question = asked("那红牌呢？", *["嘉职院发出了多少张黄牌"], *["那浙江工商职院呢？"] * 5000)
    assert question.institutions == ("浙江工商职业技术学院",)


@pytest.mark.parametrize("text", ["", "   ", "？！", "\n\t", "\ud800", "…… ……"])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match="empty") as caught:
        asked(text)
    assert "问题是空的" in caught.value.notice.zh
    assert caught.value.exit_code == 2


def test_a_question_of_100000_characters_is_refused() -> None:
    with pytest.raises(QuestionError, match="100,000 characters; at most 2,000"):
        asked("学" * 100_000)
    assert asked("学" * MAX_CHARS).content


@given(st.text(max_size=200))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        question = asked(text)
    except QuestionError:
        return
    assert question.query.strip()
