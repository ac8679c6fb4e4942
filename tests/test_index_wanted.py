"""What a search looks for: other wordings, and more by meaning where the words are not in the documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document
from index import DEFAULT_ENCODER, Index, fold, load_encoder, one_width
from index.fuse import DENSE_WEIGHT, MORE_DENSE
from index.wanted import wanted
from index.words import OTHER_WEIGHT

TEXTS = ["学校党委落实双带头人。", "毕业生就业率达到百分之九十六。", "食堂的饭菜很好吃。", "學校黨委落實雙帶頭人。"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    documents = [Document(source=f"{n}.txt", title="", text=text) for n, text in enumerate(TEXTS)]
    return Index.build(documents, tmp_path_factory.mktemp("w") / "index", encoder=load_encoder(DEFAULT_ENCODER))


def test_other_wordings_are_found(index: Index) -> None:
    best = index.search("找饭碗", 4, others=("就业",))[0]
    assert best.text == TEXTS[1]
    assert best.lexical > 0
    assert index.search("找工作", 4)[0].lexical == 0


def test_what_is_in_the_query_keeps_its_weight(index: Index) -> None:
    plain = {one.source: one.lexical for one in index.search("双带头人", 4)}
    both = {one.source: one.lexical for one in index.search("双带头人", 4, others=("双带头人",))}
    assert both == pytest.approx(plain)


def test_the_cosine_weighs_more_the_less_of_the_query_is_known() -> None:
    known = {"就业", "就", "业"}

    def frequency(term: str) -> int:
        return int(term in known)

    assert wanted("就业", (), frequency, 10).dense == pytest.approx(DENSE_WEIGHT)
    assert wanted("饭碗", (), frequency, 10).dense == pytest.approx(DENSE_WEIGHT + MORE_DENSE)
    assert DENSE_WEIGHT < wanted("就业 饭碗", (), frequency, 10).dense < DENSE_WEIGHT + MORE_DENSE


def test_a_term_of_another_wording_counts_for_less() -> None:
    want = wanted("饭碗", ("就业", "饭碗"), lambda term: 1, 10)
    assert want.weights["就业"] == pytest.approx(OTHER_WEIGHT * want.weights["饭碗"])
    assert want.text == "饭碗 就业 饭碗"


def test_traditional_and_simplified_characters_are_the_same(index: Index) -> None:
    sources = {"0.txt", "3.txt"}
    assert {one.source for one in index.search("双带头人", 2)} == sources
    assert {one.source for one in index.search("雙帶頭人", 2)} == sources
    assert fold("學校的著名乾隆") == "学校的著名乾隆"


def test_simplified_text_is_left_as_it_is() -> None:
    text = "浙江工商职业技术学院的“三全育人”：著名、乾坤，和么"
    assert one_width(text) == text


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert one_width(one_width(text)) == one_width(text)
