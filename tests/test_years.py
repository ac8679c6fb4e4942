"""Years that a text names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.years import can_be_of, years_of


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


@given(st.text(max_size=60))
def test_any_text_has_years_in_it(text: str) -> None:
    assert all(len(year) == 4 for year in years_of(text))
