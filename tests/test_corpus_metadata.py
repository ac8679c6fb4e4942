from __future__ import annotations

import pytest

from corpus.clean import Byline
from corpus.metadata import FrontMatter, find_aliases, find_institution, find_title, split_front_matter

NOTE = """---
title: 红船铸魂
institution: 嘉兴职业技术学院
aliases: [嘉职院, 嘉兴职院]
publisher: 嘉兴职业技术学院
date: 2022-02-24
type: 案例
---
# 红船铸魂
"""


def test_front_matter() -> None:
    front, text, notice = split_front_matter(NOTE, source="a.md")
    assert front == FrontMatter(
        title="红船铸魂",
        institution="嘉兴职业技术学院",
        aliases=("嘉职院", "嘉兴职院"),
        publisher="嘉兴职业技术学院",
        date="2022-02-24",
        type="案例",
    )
    assert (text, notice) == ("# 红船铸魂\n", None)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("date: 2022年10月27日", FrontMatter(date="2022-10-27")),
        ("date: 2022-3", FrontMatter(date="2022-03")),
        ("date: 2022", FrontMatter(date="2022")),
        ("date: 去年", FrontMatter()),
        ("aliases: 嘉职院，嘉兴职院", FrontMatter(aliases=("嘉职院", "嘉兴职院"))),
        ("author: [张伟, 李娜]", FrontMatter(author="张伟、李娜")),
        ("title: {a: b}\nother: 1", FrontMatter()),
        ("title: ''", FrontMatter()),
    ],
)
def test_fields_of_front_matter(lines: str, expected: FrontMatter) -> None:
    assert split_front_matter(f"---\n{lines}\n---\n正文", source="a.md") == (expected, "正文", None)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("title: 甲\ndate: 2022-02-30", FrontMatter(title="甲")),
        ("title: 0x10\ndate: 2022-2-3", FrontMatter(title="0x10", date="2022-02-03")),
        ("title: ~\ninstitution: null\ntype:", FrontMatter()),
        ("title: [甲, [乙]]\naliases: [[乙], 丙]", FrontMatter(title="甲", aliases=("丙",))),
    ],
)
def test_odd_values_in_front_matter_do_not_spoil_the_others(lines: str, expected: FrontMatter) -> None:
    assert split_front_matter(f"---\n{lines}\n---\n正文", source="怪.md") == (expected, "正文", None)


@pytest.mark.parametrize("lines", ["title: [", "- 一", "只是文字", "title: &a [*a]", "a: &a [*a", "? ]"])
def test_bad_front_matter_is_kept_as_text(lines: str) -> None:
    text = f"---\n{lines}\n---\n正文"
    front, kept, notice = split_front_matter(text, source="坏.md")
    assert (front, kept) == (FrontMatter(), text)
    assert notice is not None
    assert "'坏.md'" in notice.en
    assert "'坏.md'" in notice.zh


def test_text_without_front_matter() -> None:
    for text in ("正文", "---\n没有结束", "正文\n---\ntitle: a\n---\n"):
        assert split_front_matter(text, source="a.md") == (FrontMatter(), text, None)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# 红船铸魂\n正文。", "红船铸魂"),
        ("党建引领高质量发展\n正文。", "党建引领高质量发展"),
        ("百年老校如何焕发新生机？\n正文。", "百年老校如何焕发新生机？"),
        ("学校开展活动。\n正文。", None),
        ("长" * 81, None),
        ("", None),
    ],
)
def test_title(text: str, title: str | None) -> None:
    assert find_title(text) == title


@pytest.mark.parametrize(
    ("text", "byline", "institution"),
    [
        ("嘉兴职业技术学院：红船铸魂\n现代农业学院、马克思主义学院。", Byline(), "嘉兴职业技术学院"),
        ("案例\n山西工程职业学院机电工程系党总支\n正文。", Byline(), "山西工程职业学院"),
        ("案例\n正文。", Byline(publisher="嘉兴职业技术学院"), "嘉兴职业技术学院"),
        ("案例\n与浙江红船干部学院共建。在浙江大学考察。", Byline(), None),
        ("案例\n甲市职业大学。在乙市职业大学参观。甲市职业大学。甲市职业大学。", Byline(), "甲市职业大学"),
        ("培养工匠 泉州职业技术大学\n高职院校、一流大学、大学生、我校。", Byline(), "泉州职业技术大学"),
        ("同济大学与对外经贸大学\n正文", Byline(), None),
        ("浙江某某学院：党建\n正文。", Byline(), "浙江某某学院"),
        ("信息工程学院：党建\n正文。", Byline(), None),
        ("教育部党组\n正文。", Byline(publisher="中国教育报"), None),
    ],
)
def test_institution(text: str, byline: Byline, institution: str | None) -> None:
    assert find_institution(text, byline) == institution


@pytest.mark.parametrize(
    ("institution", "text", "aliases"),
    [
        ("嘉兴职业技术学院", "嘉职院党委与嘉兴职院共建", ("嘉兴职院", "嘉职院")),
        ("浙江工商职业技术学院", "是浙江工商职院的载体", ("浙江工商职院",)),
        ("泉州职业技术大学", "泉州职业技术大学坚持党建统领", ()),
        ("某某职业技术学院", "某某职业技术学院（以下简称“红院”）成立", ("红院",)),
        ("聊城职业技术学院", "聊城职业技术学院思政部(以下简称“思政部”)", ()),
        ("中央党校", "中央党校", ()),
    ],
)
def test_aliases_are_those_that_the_text_uses(institution: str, text: str, aliases: tuple[str, ...]) -> None:
    assert find_aliases(text, institution) == aliases


def test_the_only_institution_of_a_text_need_only_be_named_twice() -> None:
    named = "凌晨一点半，云泽职业技术学院的校车停进了车库。学生党员守在值班室里。"
    assert find_institution(named, Byline()) is None
    assert find_institution(f"{named}这是云泽职院的一盏灯。", Byline()) == "云泽职业技术学院"
    assert find_institution(f"{named}这是云泽职院的一盏灯，东海职业学院也来了。", Byline()) is None
