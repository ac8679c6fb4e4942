"""Years that a text names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.years import can_be_of, dates_of, share_of_dates, without_days, years_of


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2021年引进人才", ["2021"]),
        ("二〇一九年立项", ["2019"]),
        ("2021届毕业生", ["2021"]),
        ("1991年至1994年", ["1991", "1992", "1993", "1994"]),
        ("2021—2022学年", ["2021", "2022"]),
        ("2020年以来聘请55名", []),
        ("招收新生2050人", []),
        ("投入2000万元", []),
        ("发布于2022-02-24", ["2022"]),
    ],
)
def test_the_years_of_a_text(text: str, years: list[str]) -> None:
    assert years_of(text) == years


def test_a_sentence_without_a_year_is_of_the_last_before_it() -> None:
    assert can_be_of(["2021"], "引进人才130名", "2020年建校。2021年，学校大力引才。")
    assert not can_be_of(["2020"], "引进人才130名", "2020年建校。2021年，学校大力引才。")
    assert not can_be_of(["2021"], "引进人才130名", "学校大力引才。")


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("1998 年 6 月至2000年4月，谁任书记", ["1998年6月", "2000年4月"]),
        ("8月16号发生了什么", ["8月16日"]),
        ("2021年引进了多少人才", ["2021年"]),
        ("用了6个月、3年", []),
    ],
)
def test_the_dates_of_a_text(text: str, dates: list[str]) -> None:
    assert dates_of(text) == dates


def test_a_question_without_its_days_keeps_the_year() -> None:
    assert without_days("2021年9月1日和10月份").split() == ["2021年", "和"]


def test_how_much_of_the_dates_a_sentence_has() -> None:
    sentences = ["2013年9月2日任主任。", "1998年 6 月至2000年 4月任书记。", "4月离任。"]
    assert share_of_dates(["1998年6月", "2000年4月"], sentences) == [0.0, 1.0, 0.25]
    assert share_of_dates([], sentences) == [1.0, 1.0, 1.0]


@given(st.text(max_size=60))
def test_any_text_has_years_in_it(text: str) -> None:
    assert all(len(year) == 4 for year in years_of(text))
