"""Made-up questions and the passages they are asked of: the pairs that the encoder learns from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.pieces import Articles, Bags, Numbers, Texts, spans

# What questions ask with. Half of the made-up questions get one, so that these words come to mean next to nothing.
QUESTION_WORDS = (
    "是什么 什么时候 是谁 在哪里 为什么 有哪些 是多少 怎么 如何 什么 哪一年 哪个 哪些 多少 由谁 何时 叫什么名字 请问 "
    "是什么意思 主要有哪些 是怎么样的 分别是什么 因为什么 哪里 哪位 几个 多久 吗 什么样的 做了什么 怎样 哪一年的 "
    "是哪个 的原因是什么 what who when where how many why which"
)
SHORTEST_SENTENCE = 6  # pieces, some 10 characters


@dataclass(frozen=True, slots=True, kw_only=True)
class PairConfig:
    """How a question is made of a sentence, and a passage of its neighbours."""

    masked: float = 0.8  # share of the pairs whose passage lacks the question's sentence; at 0.5 DRCD R@1 -0.7
    sentences: tuple[int, int] = (3, 8)  # neighbours in a passage, besides the sentence itself
    kept: tuple[float, float] = (0.3, 1.0)  # share of the sentence's pieces that the question keeps
    subject: float = 4.0  # rare pieces of the whole passage that go into the question, as one names its subject
    question_words: float = 0.5  # share of the questions with a question word


class PairSampler:
    """Draws batches of questions and passages from articles."""

    def __init__(self, articles: Articles, rarity: NDArray[np.float64], tokenizer: Tokenizer, config: PairConfig):
        self._articles = articles
        self._rarity = rarity
        self._config = config
        self._words = Texts.from_strings(QUESTION_WORDS.split(), tokenizer)
        lengths = np.diff(articles.sentences.starts)
        self._usable = np.nonzero(lengths >= SHORTEST_SENTENCE)[0]
        self._article = np.repeat(np.arange(len(articles.first) - 1), np.diff(articles.first))

    def batches(self, pairs: int, size: int, rng: np.random.Generator) -> Iterator[tuple[Bags, Bags]]:
        """Yield questions and passages in batches of `size`, each sentence at most once while they last."""
        order = rng.choice(self._usable, pairs, replace=pairs > len(self._usable))
        for start in range(0, pairs - size + 1, size):
            chosen = order[start : start + size]
            passages = self.passages(chosen, rng, masked=self._config.masked)
            yield self._questions(chosen, passages, rng), passages

    def passages(self, chosen: Numbers, rng: np.random.Generator, *, masked: float) -> Bags:
        """Return passages around the chosen sentences, that share of them without the sentence itself."""
        first, starts = self._articles.first, self._articles.sentences.starts
        low, high = self._config.sentences
        neighbours = rng.integers(low, high + 1, len(chosen))
        before = (rng.random(len(chosen)) * (neighbours + 1)).astype(np.int64)
        begin = np.maximum(chosen - before, first[self._article[chosen]])
        end = np.minimum(chosen + 1 + neighbours - before, first[self._article[chosen] + 1])
        positions, rows = spans(starts[begin], starts[end])
        without = rng.random(len(chosen)) < masked
        inside = (positions >= starts[chosen][rows]) & (positions < starts[chosen + 1][rows])
        kept = ~(inside & without[rows])
        return Bags(self._articles.sentences.pieces[positions[kept]], rows[kept], len(chosen))

    def _questions(self, chosen: Numbers, passages: Bags, rng: np.random.Generator) -> Bags:
        sentence = self._articles.sentences.bags(chosen)
        share = rng.uniform(*self._config.kept, len(chosen))
        kept = rng.random(len(sentence.rows)) < share[sentence.rows]
        # `subject` pieces of a passage whose pieces are all of rarity 8 (one in 3,000); common ones hardly ever
        length = np.bincount(passages.rows, minlength=len(chosen))
        chance = self._config.subject * (self._rarity[passages.pieces] / 8) ** 2 / length[passages.rows]
        named = rng.random(len(passages.rows)) < chance
        asking = np.nonzero(rng.random(len(chosen)) < self._config.question_words)[0]
        words = self._words.bags(rng.integers(0, len(self._words.starts) - 1, len(asking)))
        pieces = [sentence.pieces[kept], passages.pieces[named], words.pieces]
        rows = np.concatenate([sentence.rows[kept], passages.rows[named], asking[words.rows]])
        order = np.argsort(rows, kind="stable")
        return Bags(np.concatenate(pieces)[order], rows[order], len(chosen))
