"""Words of Chinese texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index import Glossary, boundaries, is_word


def test_boundaries_are_where_words_end() -> None:
    assert sorted(boundaries("学校的老师")) == [0, 2, 3, 5]
    assert is_word("老师")
    assert not is_word("校的")


@given(st.text(max_size=60))
def test_boundaries_lie_in_the_text(text: str) -> None:
    found = boundaries(text)
    assert {0, len(text)} <= found
    assert all(0 <= offset <= len(text) for offset in found)


def test_everyday_expressions_are_whole_words() -> None:
    def found(text: str) -> list[str]:
        return [text[match.start : match.end] for match in Glossary.load().find_chinese(text)]

    assert "老师" in found("学校的老师")
    assert "好支部" not in found("为了办好支部")
    assert "好支部" in found("评上好支部")
    assert "双带头人" in found("教师双带头人培育")  # an official term, wherever the dictionary cuts it
