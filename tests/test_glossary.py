"""The glossary: its form, what it knows, and how it finds terms in questions."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Glossary, StoreError
from index.glossary import GLOSSARY, base_forms

ROWS = [line.split("\t") for line in GLOSSARY.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return Glossary.load()


def test_every_row_is_well_formed() -> None:
    assert all(len(row) == 3 and row[0] and (row[1] or row[2]) for row in ROWS)
    firsts = [row[0].split("|")[0] for row in ROWS]
    assert firsts == sorted(set(firsts))
    for chinese, english, everyday in ROWS:
        assert all(re.fullmatch(r"[\u4e00-\u9fff0-9A-Za-z+.%]{2,16}", form) for form in chinese.split("|"))
        assert all(re.fullmatch(r"[a-z0-9][a-z0-9 .'+&/%-]*", form) for form in english.split("|") if form)
        assert all(re.fullmatch(r"[\u4e00-\u9fff0-9A-Za-z]{2,14}", form) for form in everyday.split("|") if form)
        assert all(len(form.split()) <= 6 for form in english.split("|"))


def test_no_everyday_form_contains_what_it_stands_for() -> None:
    for chinese, _, everyday in ROWS:
        forms = chinese.split("|")
        assert not [one for one in everyday.split("|") if one and any(form in one for form in forms)]


def test_it_is_as_large_as_it_has_to_be() -> None:
    assert sum(bool(row[1]) for row in ROWS) >= 3000
    assert sum(len(row[2].split("|")) for row in ROWS if row[2]) >= 1000


@pytest.mark.parametrize(
    ("phrase", "term"),
    [
        ("dual leaders", "双带头人"),
        ("teacher appraisal", "教师评价"),
        ("teacher appraisals", "教师评价"),
        ("party building", "党建"),
        ("integration of industry and education", "产教融合"),
        ("scholarships", "奖学金"),
        ("counsellor", "辅导员"),
    ],
)
def test_english_phrases_are_known(glossary: Glossary, phrase: str, term: str) -> None:
    assert term in glossary.translations(phrase.split())


@pytest.mark.parametrize(("said", "term"), [("找工作", "就业"), ("扶贫", "对口帮扶"), ("当义工", "志愿服务")])
def test_everyday_expressions_are_known(glossary: Glossary, said: str, term: str) -> None:
    assert term in glossary.chinese(said)
    assert said not in glossary.chinese(said)


def test_the_longest_term_is_found(glossary: Glossary) -> None:
    found = [("毕业生找工作"[one.start : one.end]) for one in glossary.find_chinese("毕业生找工作")]
    assert found == ["毕业生", "找工作"]
    words = ["how", "are", "full", "time", "teachers", "given", "scholarships"]
    phrases = [" ".join(words[one.start : one.end]) for one in glossary.find_english(words)]
    assert phrases == ["full time teachers", "scholarships"]


def test_english_endings() -> None:
    assert "study" in base_forms("studies")
    assert "plan" in base_forms("planning")
    assert {"evaluate", "evaluation"} <= {*base_forms("evaluated")}
    assert base_forms("class") == ("class",)
    assert base_forms("is") == ("is",)


@pytest.mark.parametrize("text", ["双带头人\tdual leader\n", "\tdual leader\t\n", "a\tb\tc\td\n"])
def test_a_damaged_glossary_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "glossary.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match="line 1 has"):
        Glossary.load(path)


def test_a_missing_glossary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be used") as caught:
        Glossary.load(tmp_path / "none.tsv")
    assert "术语表" in caught.value.notice.zh


@given(st.text(max_size=40))
def test_matches_do_not_overlap(text: str) -> None:
    matches = list(Glossary.load().find_chinese(text))
    assert all(one.end <= after.start for one, after in pairwise(matches))
    assert all(one.start < one.end <= len(text) for one in matches)
