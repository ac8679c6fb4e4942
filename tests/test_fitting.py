"""Sentences that cannot answer: no number in the unit asked for, no year, no holder of the office."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer_type import asked_type, found_spans
from qa.fitting import can_answer


@pytest.mark.parametrize(
    ("question", "sentence", "can"),
    [
        ("机电工程系有多少名党员", "党总支培育了三个优秀党建品牌项目", False),
        ("机电工程系有多少名党员", "全系现有党员三十六名", True),
        ("学校引进了多少人才", "引进高层次、紧缺人才130名", True),
        ("学校引进了多少人才", "学校在2021年大力引进人才", False),
        ("how many teachers did it hire", "选送1名教师进入博士后工作站", True),
        ("how many teachers did it hire", "教师积极性不断提高", False),
        ("一共发出了多少张红牌", "“红牌”有7张", True),
        ("党员的比例是多少", "党员占90%", True),
        ("党员的比例是多少", "党员占四分之三", True),
        ("党员的比例是多少", "党员发挥先锋模范作用", False),
        ("学校是哪一年建校的", "学校建立“四三一”机制", False),
        ("学校是哪一年建校的", "学校1912年创办", True),
        ("学校什么时候成立", "在中国共产党成立100周年的2021年开展工作", False),
        ("学校什么时候成立", "学校成立于2000年10月", True),
        ("志愿服务了多少小时", "三年来有1200多人参与", False),
        ("志愿服务了多少小时", "服务时间超2万小时", True),
        ("校长是谁", "完善党委领导下的校长负责制", False),
        ("党委书记是谁", "党委书记陈仕俊认为", True),
        ("学校党委书记是谁", "思政部党总支书记孙剑上台领奖", False),
        ("思政部书记是谁", "思政部党总支书记孙剑上台领奖", True),
        ("党委书记是谁", "党委书记、校长李强出席", True),
        ("党委书记是谁", "纪委书记赵敏出席", False),
        ("谁是学校的党委书记", "党委书记陈仕俊认为", True),
        ("Who is the Party secretary?", "坚持书记抓、抓书记", False),
        ("有多少所学校办了党校", "学校与市委党校合办党校", True),  # counted over the schools
        ("世界排名第几", "排名第五", True),
        ("如何推进三全育人", "学校推进三全育人", True),
    ],
)
def test_what_a_sentence_must_have(question: str, sentence: str, can: bool) -> None:
    assert can_answer(question, sentence) is can


@pytest.mark.parametrize(
    ("question", "type_"),
    [
        ("学校哪一年成立", "date"),
        ("when was it founded", "date"),
        ("书记是谁", "person"),
        ("who leads it", "person"),
        ("引进了多少人才", "number"),
        ("基地在哪里", "place"),
        ("为什么要改革", "reason"),
        ("“1+8+N”是什么", "definition"),
        ("What is 1+8+N?", "definition"),
        ("学校如何改革", "other"),
    ],
)
def test_what_is_asked_for(question: str, type_: str) -> None:
    assert asked_type(question) == type_


def test_what_is_found() -> None:
    text = "2021年，校党委书记陈仕俊表示，学校引进人才130名。"
    found = {
        type_: [text[start:end] for start, end in found_spans(type_, text)] for type_ in ("date", "person", "number")
    }
    assert found["date"] == ["2021年"]
    assert found["person"] == ["陈仕俊"]
    assert "130名" in found["number"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_judged(question: str, sentence: str) -> None:
    assert can_answer(question, sentence) in (True, False)
    for start, end in found_spans(asked_type(question), sentence):
        assert 0 <= start < end <= len(sentence)
