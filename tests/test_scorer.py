"""The scorer: features of sentences, the trees that rank them, the probability of an answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import split_sentences
from index import DEFAULT_ENCODER, Index, Passage, load_encoder
from index.static import StaticEncoder
from qa import Assistant
from qa.candidates import MAX_QUOTE_CHARS, find_candidates
from qa.features import FEATURES, column, features_of
from qa.likeness import Likeness
from qa.question import understand
from qa.scorer import LISTED, SIGNS, Scorer, listed_signs, probability, signs_of
from qa.wording import wordings_of


def passage(text: str) -> Passage:
    return Passage(
        document_id="d",
        source="d.md",
        title="",
        institution=None,
        publisher=None,
        date=None,
        heading="",
        page=None,
        start=7,
        end=7 + len(text),
        text=text,
    )


@given(st.lists(st.sampled_from(["学校引进人才", "，", "。", "；", "“四三”工程", "130名", "a b", "\n"]), max_size=90))
def test_candidates_are_the_words_of_the_passage(parts: list[str]) -> None:
    text = "".join(parts)
    (candidates,) = find_candidates([passage(text)])
    covered: set[int] = set()
    for one in candidates:
        assert one.text == text[one.start - 7 : one.end - 7]
        covered.update(range(one.start - 7, one.end - 7))
        assert len(one.text) <= MAX_QUOTE_CHARS or not any(mark in one.text[:-1] for mark in "，；：,;")
    for start, end in split_sentences(text):
        assert covered >= set(range(start, end))  # nothing of a long sentence is lost


@pytest.fixture(scope="session")
def static() -> StaticEncoder:
    encoder = load_encoder(DEFAULT_ENCODER)
    assert isinstance(encoder, StaticEncoder)
    return encoder


def features(index: Index, encoder: StaticEncoder, text: str) -> np.ndarray:
    question = understand(text, index.institutions())
    candidates = find_candidates(index.search(question.query, 10))
    return features_of(question, candidates, index.frequency, len(index), encoder)


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_features_are_finite_numbers(assistant: Assistant, static: StaticEncoder, text: str) -> None:
    rows = features(assistant.index, static, f"双带头人 {text}")
    assert rows.shape[1] == len(FEATURES)
    assert np.isfinite(rows).all()
    for name in ("own", "headed", "passage", "runs", "local", "focus"):
        assert (column(rows, name) >= 0).all()
        assert (column(rows, name) <= 1.0001).all()


def test_what_covers_the_question_is_covered(assistant: Assistant, static: StaticEncoder) -> None:
    question = understand("双带头人", {})
    texts = ["学校推进“双带头人”培育", "学校召开运动会"]
    candidates = find_candidates([passage("。".join(texts) + "。")])
    rows = features_of(question, candidates, assistant.index.frequency, len(assistant.index), static)
    assert column(rows, "own").tolist() == [pytest.approx(1), pytest.approx(0)]
    assert column(rows, "own_from_best").tolist() == [pytest.approx(0), pytest.approx(-1)]
    assert column(rows, "own_rank").tolist() == [0, 1]


def test_the_trees_give_what_walking_them_gives() -> None:
    trees = Scorer.load().trees
    rows = np.random.default_rng(0).normal(size=(40, len(FEATURES))).astype(np.float32)

    def walk(row: np.ndarray) -> float:
        total = 0.0
        for root in trees.roots:
            node = root
            while trees.left[node] != node:
                below = row[trees.feature[node]] <= trees.threshold[node]
                node = trees.left[node] if below else trees.right[node]
            total += trees.value[node]
        return total

    assert trees.score(rows) == pytest.approx([walk(row) for row in rows])


def test_a_survey_weighs_each_institution_beside_the_best(assistant: Assistant, static: StaticEncoder) -> None:
    scorer = Scorer.load()
    rows = features(assistant.index, static, "各校如何推进三全育人")
    scores = scorer.score(rows)
    assert scorer.shares(scores).sum() == pytest.approx(1)
    signs = signs_of(rows, scores)
    assert signs.shape == (len(SIGNS),)
    weaker = signs_of(rows[-2:], scores[-2:])
    both = np.array([signs, weaker])
    listed = listed_signs(both, scorer.odds(both))
    assert listed.shape == (2, len(LISTED))
    assert (listed[:, len(LISTED) // 2 :] <= 0).all()  # how far each is behind the best
    assert scorer.in_survey(both) == pytest.approx(listed @ scorer.listed[:-1] + scorer.listed[-1])


@given(st.floats(-50, 50))
def test_a_probability_lies_between_0_and_1(odds: float) -> None:
    assert 0 <= probability(odds) <= 1
    assert probability(odds) + probability(-odds) == pytest.approx(1)


def test_likeness_equals_a_plain_loop(static: StaticEncoder) -> None:
    question = understand("学校的荣誉称号", {})
    sentences = ["学校获得多项表彰。", "", "食堂在三楼。"]
    wordings = wordings_of(question, lambda term: 1, 10)
    likeness = Likeness.of(wordings, sentences, [2, 1], static)
    for number, concept in enumerate(wordings.concepts):
        for place, sentence in enumerate(sentences):
            expected = max(wording.credit * nearest(wording.text, sentence, static) for wording in concept)
            assert likeness.concepts[number, place] == pytest.approx(expected, abs=1e-5)


def nearest(asked: str, sentence: str, encoder: StaticEncoder) -> float:
    """How near the nearest piece of a sentence is to each piece of what is asked, longer vectors counting more."""
    ours = [encoder.table[piece] for piece in encoder.tokenizer.encode(asked, add_special_tokens=False).ids]
    theirs = [encoder.table[piece] for piece in encoder.tokenizer.encode(sentence, add_special_tokens=False).ids]
    if not theirs or not ours:
        return 0.0
    lengths = [float(np.linalg.norm(one)) for one in ours]
    best = [max(float(one @ other / np.linalg.norm(one) / np.linalg.norm(other)) for other in theirs) for one in ours]
    return sum(length * value for length, value in zip(lengths, best, strict=True)) / sum(lengths)
