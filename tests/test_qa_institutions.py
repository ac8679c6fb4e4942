"""Schools: by their names and short forms, in pinyin and in English, and never one for another."""

from __future__ import annotations

import pytest

from qa.question import Question, understand

INSTITUTIONS = {
    "嘉兴职业技术学院": ("嘉职院",),
    "浙江工商职业技术学院": ("浙江工商职院",),
    "聊城职业技术学院": (),
    "泉州职业技术大学": (),
    "山西工程职业学院": (),
}


def asked(text: str) -> Question:
    return understand(text, INSTITUTIONS)


def test_institutions_are_known_by_name_and_alias() -> None:
    assert asked("嘉职院引进了多少人才").institutions == ("嘉兴职业技术学院",)
    assert asked("浙江工商职院与嘉兴职业技术学院").institutions == ("浙江工商职业技术学院", "嘉兴职业技术学院")
    assert asked("聊城职院和浙江工商").institutions == ("聊城职业技术学院", "浙江工商职业技术学院")
    assert asked("聊职院和泉州职大").institutions == ("聊城职业技术学院", "泉州职业技术大学")
    assert asked("嘉兴有哪些学校").institutions == ()
    assert asked("哪些学校有党校分校").institutions == ()


def test_a_place_is_its_school_where_it_is_the_subject() -> None:
    assert asked("聊城和嘉兴有什么不同").institutions == ("聊城职业技术学院", "嘉兴职业技术学院")
    assert asked("嘉兴南湖在哪里").institutions == ()


def test_the_schools_of_a_place_are_surveyed() -> None:
    question = asked("浙江的学校怎么做党建")
    assert question.kind == "survey"
    assert question.institutions == ("嘉兴职业技术学院", "浙江工商职业技术学院")
    assert question.content == ("党建",)
    assert asked("嘉兴的学校怎么做党建").institutions == ("嘉兴职业技术学院",)
    assert asked("上海的学校怎么做党建").strangers == ("上海的学校",)


def test_institutions_of_every_sort_have_their_short_forms() -> None:
    known = {
        "松陵师范学院": (),
        "青岚医学高等专科学校": (),
        "北屿海洋大学": (),
        "井坪卫生健康职业学院": (),
        "望海市供水有限责任公司": (),
    }

    def named(text: str) -> tuple[str, ...]:
        return understand(text, known).institutions

    assert named("松陵师院的 mentor 是谁") == ("松陵师范学院",)
    assert named("青岚医专有多少教师") == ("青岚医学高等专科学校",)
    assert named("北屿海大怎么考核干部") == ("北屿海洋大学",)
    assert named("井坪思政课的成绩怎么算") == ("井坪卫生健康职业学院",)
    assert named("望海市供水公司的书记是谁") == ("望海市供水有限责任公司",)
    assert named("浙江的学校怎么做") == ()


def test_a_short_form_is_not_taken_for_another_school() -> None:
    for other in ("浙江工商大学", "嘉兴学院", "山西工程科技职业大学", "聊城大学"):
        question = asked(f"{other}引进了多少人才")
        assert question.institutions == ()
        assert question.strangers == (other,)
        assert question.required == (other,)
    assert asked("浙江工商如何培养职业能力").institutions == ("浙江工商职业技术学院",)
    shared = {"长江职业学院": (), "长江职业技术学院": ()}
    assert understand("长江职院引进了多少人才", shared).institutions == ()
    assert understand("长江职业学院引进了多少人才", shared).institutions == ("长江职业学院",)


@pytest.mark.parametrize(
    ("text", "institution"),
    [
        ("Who leads Jiaxing Vocational and Technical College?", "嘉兴职业技术学院"),
        ("Who leads JIAXING VOCATIONAL & TECHNICAL COLLEGE?", "嘉兴职业技术学院"),
        ("How does Jiaxing Vocational do it", "嘉兴职业技术学院"),
        ("How does jiaxing do it", "嘉兴职业技术学院"),
        ("red cards of Jia Xing Vocational", "嘉兴职业技术学院"),
        ("Quanzhou Vocational University of Technology", "泉州职业技术大学"),
        ("the 1255 model of Shanxi Engineering Vocational College", "山西工程职业学院"),
        ("Zhejiang Business Technology Institute", "浙江工商职业技术学院"),
        ("Zhejiang Gongshang's dual leaders", "浙江工商职业技术学院"),
        ("Zhejiang Gongshang 的双带头人", "浙江工商职业技术学院"),
    ],
)
def test_institutions_are_known_in_english_and_pinyin(text: str, institution: str) -> None:
    assert asked(text).institutions == (institution,)
    assert asked(text).strangers == ()


def test_an_english_name_that_two_institutions_share_stands_for_neither() -> None:
    shared = {"长江职业学院": (), "长江职业技术学院": ()}
    assert understand("How does Changjiang do it?", shared).institutions == ()
    named = understand("How does Changjiang Vocational and Technical College do it?", shared).institutions
    assert named == ("长江职业技术学院",)


@pytest.mark.parametrize(
    ("text", "stranger"),
    [
        ("清华大学怎么做党建", "清华大学"),
        ("清华怎么做党建", "清华"),
        ("北大的党委书记是谁", "北大"),
        ("深职院如何落实双带头人", "深职院"),
        ("金华职业技术学院怎么推进产教融合", "金华职业技术学院"),
        ("北京的学校如何推进三全育人", "北京的学校"),
        ("上海的高职院校有哪些双带头人工作室", "上海的高职院校"),
        ("山西大学机电工程系的就业率", "山西大学"),
        ("How does Tsinghua University do Party building?", "Tsinghua University"),
        ("who leads peking university", "peking university"),
        ("How does Shenzhen Polytechnic do it?", "Shenzhen Polytechnic"),
        ("How does Wuhan Vocational College do it?", "Wuhan Vocational College"),
        ("How does Jiaxing University do it?", "Jiaxing University"),
        ("How does Zhejiang Gongshang University do it?", "Zhejiang Gongshang University"),
        ("How do schools in Beijing do it?", "schools in Beijing"),
        ("Does Harvard University have a canteen?", "Harvard University"),
    ],
)
def test_schools_that_the_documents_do_not_have_are_strangers(text: str, stranger: str) -> None:
    question = asked(text)
    assert question.strangers == (stranger,)
    assert question.required == (stranger,)
    assert question.institutions == ()


@pytest.mark.parametrize(
    "text",
    [
        "现代产业学院怎么建设",
        "马克思主义学院有多少教师",
        "二级学院怎么考核",
        "信息学院的党建",
        "哪些学校有党校",
        "团校怎么办",
        "山东的学校怎么做党建",
        "浙江的高校如何推进三全育人",
        "大学生党员怎么发展",
        "北京冬奥会的志愿者",
        "Which colleges have a party school?",
        "Do vocational colleges have a modern industrial college?",
        "How do universities manage change?",
    ],
)
def test_what_is_no_school_is_no_stranger(text: str) -> None:
    assert asked(text).strangers == ()
