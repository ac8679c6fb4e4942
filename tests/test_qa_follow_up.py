"""Follow-ups: made whole from the turns before, so that they can be asked by themselves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa import QuestionError
from qa.question import Question, understand
from tests.test_qa_institutions import INSTITUTIONS


def asked(text: str, *history: str) -> Question:
    return understand(text, INSTITUTIONS, history=history)


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        ("嘉职院如何落实双带头人", "那浙江工商呢？", "浙江工商职业技术学院如何落实双带头人"),
        ("嘉职院如何落实双带头人", "聊城呢", "聊城职业技术学院如何落实双带头人"),
        ("各校如何推进三全育人", "那浙江工商职院呢？", "浙江工商职业技术学院如何推进三全育人"),
        ("嘉职院的亮牌制是什么？", "那一共发出了多少张红牌？", "嘉兴职业技术学院一共发出了多少张红牌？"),
        ("嘉职院发出了多少张黄牌", "那红牌呢？", "嘉职院发出了多少张红牌"),
        ("嘉职院2021年引进了多少人才", "那2022年呢？", "嘉职院2022年引进了多少人才"),
        ("泉州职业技术大学如何决策", "该校的办学定位是什么", "泉州职业技术大学的办学定位是什么"),
        ("聊城职业技术学院获得了什么荣誉", "它是什么时候成立的", "聊城职业技术学院是什么时候成立的"),
        ("机电工程系怎么抓意识形态", "他们多久开一次会", "机电工程系多久开一次会"),
        ("山西工程职业学院的六关是什么", "第五关管什么", "山西工程职业学院第五关管什么"),
        ("嘉兴职业技术学院有多少人才", "那清华大学呢？", "清华大学有多少人才"),
        ("嘉职院怎么做志愿服务", "服务了多长时间？", "嘉兴职业技术学院的志愿服务服务了多长时间？"),
        ("浙江工商职院的书记是谁", "他怎么解释“点线面”", "浙江工商职院的书记怎么解释“点线面”"),
        ("哪些学校有党校", "聊城那个是和谁一起办的", "聊城职业技术学院的党校是和谁一起办的"),
        ("嘉职院有没有书院", "泉州有吗", "泉州职业技术大学有没有书院"),
        ("嘉职院怎么实施双带头人？", "其他学校呢", "除了嘉兴职业技术学院，其他学校怎么实施双带头人？"),
        ("嘉职院怎么实施双带头人？", "好的，那么泉州呢", "泉州职业技术大学怎么实施双带头人？"),
        ("嘉职院怎么实施双带头人？", "泉州职大也一样吗", "嘉兴职业技术学院和泉州职业技术大学怎么实施双带头人？"),
        ("嘉职院引进了多少人才", "2021年呢", "嘉职院2021年引进了多少人才"),
        ("聊城如何弘扬红色文化", "那山西呢", "山西工程职业学院如何弘扬红色文化"),
        ("泉职大有几个书院", "为什么要办", "泉州职业技术大学的书院为什么要办？"),
        (
            "How many red cards did Jiaxing Vocational issue?",
            "and yellow cards?",
            "How many yellow cards did Jiaxing Vocational issue?",
        ),
        (
            "Who is the Party secretary of Zhejiang Gongshang Vocational?",
            "What did he say about the party school?",
            "What did the Party secretary of Zhejiang Gongshang Vocational say about the party school?",
        ),
        (
            "how does Jiaxing Vocational implement 双带头人",
            "what about Liaocheng?",
            "how does 聊城职业技术学院 implement 双带头人",
        ),
        ("how do schools implement 双带头人", "what about Liaocheng?", "how does 聊城职业技术学院 implement 双带头人"),
        (
            "Who is the Party secretary of Jiaxing Vocational?",
            "And of Zhejiang Gongshang?",
            "Who is the Party secretary of 浙江工商职业技术学院?",
        ),
        (
            "When was Liaocheng Vocational founded?",
            "how many teachers do they have?",
            "how many teachers do 聊城职业技术学院 have?",
        ),
    ],
)
def test_a_follow_up_is_made_whole(before: str, text: str, whole: str) -> None:
    question = asked(text, before)
    assert question.text == text
    assert question.whole == whole


@pytest.mark.parametrize(
    "text",
    [
        "各校如何推进三全育人",
        "“1+8+N”是什么",
        "聊城职业技术学院何时成立",
        "Which colleges have a Party school?",
    ],
)
def test_a_question_of_its_own_stands_alone(text: str) -> None:
    question = asked(text, "嘉职院累计发出了多少张黄牌")
    assert question == asked(text)
    assert question.whole == text


def test_a_question_that_could_stand_alone_is_of_the_same_school_first_and_then_alone() -> None:
    question = asked("引进了多少人才", "嘉职院怎么做劳动教育")
    assert question.whole == "嘉兴职业技术学院引进了多少人才"
    assert question.otherwise == ("引进了多少人才",)
    of_topic = asked("有多少学生参加？", "嘉职院怎么做劳动教育")
    assert of_topic.whole == "嘉兴职业技术学院的劳动教育有多少学生参加？"
    assert of_topic.otherwise == ("嘉兴职业技术学院有多少学生参加？", "有多少学生参加？")


def test_a_follow_up_takes_over_what_it_leaves_out() -> None:
    first = "嘉职院累计发出了多少张黄牌"
    assert asked("那浙江工商职院呢？", first).institutions == ("浙江工商职业技术学院",)
    assert asked("那浙江工商职院呢？", first).content == asked(first).content
    assert asked("那浙江工商职院呢？", "各校如何推进三全育人").kind == "how"
    assert asked("那红牌有多少张？", first).institutions == ("嘉兴职业技术学院",)
    assert "红牌" in asked("那红牌有多少张？", first).content


def test_the_language_is_that_of_the_follow_up() -> None:
    assert asked("what about Liaocheng?", "嘉职院如何落实双带头人").language == "en"
    assert asked("那聊城呢？", "how does Jiaxing Vocational implement 双带头人").language == "zh"


def test_a_long_conversation_is_understood() -> None:
    question = asked("那红牌呢？", *["嘉职院发出了多少张黄牌"], *["那浙江工商职院呢？"] * 5000)
    assert question.institutions == ("浙江工商职业技术学院",)


TURNS = st.sampled_from(
    [
        "嘉职院如何落实双带头人",
        "那浙江工商呢？",
        "那红牌有多少张？",
        "各校怎么抓意识形态",
        "该校呢",
        "为什么？",
        "它的食堂怎么样",
        "what about Liaocheng?",
        "how many do they have?",
        "How is teacher evaluation reformed at Jiaxing Vocational?",
        "那2021年呢",
        "清华大学怎么做党建",
        "那毕业生呢？",
        "why?",
    ]
) | st.text(min_size=1, max_size=20)


@settings(deadline=None)
@given(st.lists(TURNS, max_size=4), TURNS)
def test_the_whole_question_is_understood_as_the_follow_up_is(history: list[str], text: str) -> None:
    try:
        question = asked(text, *history)
    except QuestionError:
        return
    alone = asked(question.whole)
    assert (alone.institutions, alone.strangers, alone.kind) == (
        question.institutions,
        question.strangers,
        question.kind,
    )
    assert alone.concepts == question.concepts
    assert alone.whole == question.whole
