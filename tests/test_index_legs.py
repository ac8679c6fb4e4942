"""Each leg of the retrieval equals a slow reference."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index import coverage, rarity, split_terms
from index.coverage import closeness
from index.fuse import DENSE_WEIGHT, fuse
from index.terms import WORD, fold
from index.vectors import EXACT_UP_TO, VectorIndex
from index.words import WORD_WEIGHT, WordIndex, WordWriter

# At most 20 characters each: Tantivy keeps field lengths exactly up to 40 terms, and these have 2n - 1.
TEXTS = [
    "学校党委落实双带头人",
    "双带头人教师党支部书记",
    "三全育人综合改革",
    "推进三全育人",
    "人才引进一百三十名",
    "红船精神铸魂育人",
    "BIM项目获奖",
    "构建“1+8+N”机制",
    "2021年引进130名",
    "育人育人育人",
]


def write_words(folder: Path, texts: list[str]) -> WordIndex:
    writer = WordWriter(folder)
    writer.add((row, row // 2, text) for row, text in enumerate(texts))
    writer.commit()
    return WordIndex.open(folder)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> WordIndex:
    return write_words(tmp_path_factory.mktemp("words") / "index", TEXTS)


def all_grams(text: str) -> list[str]:
    """What Tantivy's n-gram tokenizer makes of a text: every character and every pair, whatever they are."""
    folded = fold(text)
    return [folded[i : i + n] for i in range(len(folded)) for n in (1, 2) if i + n <= len(folded)]


def bm25(query: str, texts: list[str]) -> dict[int, float]:
    """BM25 written down slowly, with Tantivy's k1 = 1.2 and b = 0.75."""
    terms = split_terms(query)
    fields = [(terms.grams, 1.0, [all_grams(text) for text in texts])]
    fields.append((terms.words, WORD_WEIGHT, [WORD.findall(fold(text)) for text in texts]))
    scores: dict[int, float] = {}
    for wanted, weight, documents in fields:
        average = sum(map(len, documents)) / len(documents)
        for term in wanted:
            containing = sum(term in document for document in documents)
            idf = math.log(1 + (len(documents) - containing + 0.5) / (containing + 0.5))
            for row, document in enumerate(documents):
                if count := document.count(term):
                    norm = 1.2 * (1 - 0.75 + 0.75 * len(document) / average)
                    scores[row] = scores.get(row, 0.0) + weight * idf * count * 2.2 / (count + norm)
    return scores


@pytest.mark.parametrize(
    "query", ["双带头人", "育人", "各校如何推进三全育人？", "bim", "ＢＩＭ项目", "1+8+N", "2021年引进了多少名", "食堂"]
)
def test_words_score_as_bm25_written_down(words: WordIndex, query: str) -> None:
    ids, scores = words.search(split_terms(query), 100)
    assert dict(zip(ids.tolist(), scores.tolist(), strict=True)) == pytest.approx(bm25(query, TEXTS), rel=1e-4)
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)


def test_a_scope_changes_which_chunks_are_found_and_not_their_scores(words: WordIndex) -> None:
    everywhere = dict(zip(*(array.tolist() for array in words.search(split_terms("育人"), 100)), strict=True))
    ids, scores = words.search(split_terms("育人"), 100, documents=[1])
    assert set(ids.tolist()) == {2, 3}
    assert dict(zip(ids.tolist(), scores.tolist(), strict=True)) == pytest.approx({i: everywhere[i] for i in (2, 3)})


def test_frequency_counts_chunks(words: WordIndex) -> None:
    assert [words.frequency(term) for term in ("育人", "双带", "130", "食堂")] == [4, 2, 1, 0]


@given(st.text(max_size=60))
def test_terms_are_found_again_in_the_text(text: str) -> None:
    terms = split_terms(text)
    assert all(term in fold(text) for term in (*terms.grams, *terms.words))
    assert len(set(terms.grams)) == len(terms.grams)


def test_coverage_counts_rare_terms_more_and_what_stands_together() -> None:
    weights = rarity(("双带", "学校"), {"双带": 1, "学校": 90}.__getitem__, 100)
    assert weights["双带"] == pytest.approx(math.log(1 + 99.5 / 1.5))
    assert coverage("双带头人", weights) > 0.9
    assert 0 < coverage("学校食堂", weights) < 0.1
    assert coverage("双带头人在学校", weights) == pytest.approx(1)
    assert closeness("学校。双带头人。", weights) == pytest.approx(coverage("双带头人", weights))
    assert coverage("学校", {}) == closeness("", weights) == 0


def unit_vectors(count: int, dim: int = 256) -> NDArray[np.float32]:
    """Vectors in loose clusters, as real ones are."""
    random = np.random.default_rng(7)
    centres = random.normal(size=(200, dim))
    vectors = centres[random.integers(0, 200, count)] + random.normal(size=(count, dim))
    units: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return units


def test_few_vectors_are_searched_exactly(tmp_path: Path) -> None:
    vectors, ids = unit_vectors(500), np.arange(500) + 1000
    VectorIndex.build(vectors, ids, lambda done, total: None).save(tmp_path / "索引.faiss")
    index = VectorIndex.open(tmp_path / "索引.faiss")
    for query in unit_vectors(5):
        found, cosines = index.search(query, 20)
        exact = vectors @ query
        assert found.tolist() == ids[np.argsort(-exact, kind="stable")[:20]].tolist()
        np.testing.assert_allclose(cosines, np.sort(exact)[::-1][:20], rtol=1e-5)
        np.testing.assert_allclose(index.cosines(query, ids[:7]), exact[:7], rtol=1e-4, atol=1e-6)
        among, _ = index.search(query, 20, among=[1003, 1001])
        assert sorted(among.tolist()) == [1001, 1003]


def test_many_vectors_are_searched_nearly_exactly() -> None:
    count = EXACT_UP_TO + 1
    vectors = unit_vectors(count)
    calls: list[tuple[int, int]] = []
    index = VectorIndex.build(vectors, np.arange(count), lambda done, total: calls.append((done, total)))
    assert calls[-1] == (count, count)
    queries = vectors[:: count // 50]
    nearest = np.argsort(-(queries @ vectors.T), axis=1)[:, :10]
    shared = [len({*index.search(query, 10)[0]} & {*best}) for query, best in zip(queries, nearest, strict=True)]
    assert sum(shared) / (10 * len(queries)) >= 0.95
    among, _ = index.search(queries[0], 5, among=[11, 12, 13])
    assert sorted(among.tolist()) == [11, 12, 13]
    np.testing.assert_allclose(index.cosines(queries[0], np.array([5])), [vectors[5] @ queries[0]], atol=0.02)


def test_fusion_ranks_by_both_legs() -> None:
    nan = np.nan
    lexical = np.array([10, 9, nan, nan], dtype=np.float32)
    cosines = np.array([0.1, 0.8, 0.9, 0.0], dtype=np.float32)
    partial = fuse(lexical, cosines, complete=False)
    complete = fuse(lexical, cosines, complete=True)
    assert fuse(lexical, cosines, complete=False, weight=0.3).argsort()[::-1].tolist() == [1, 0, 2, 3]
    assert partial == pytest.approx(np.array([1, 0.9, 0.72, 0.72]) + DENSE_WEIGHT * cosines)
    assert complete == pytest.approx(np.array([1, 0.9, 0, 0]) + DENSE_WEIGHT * cosines)
    neither = fuse(np.array([nan, nan], dtype=np.float32), cosines[:2], complete=True)
    assert neither == pytest.approx(DENSE_WEIGHT * cosines[:2])
