"""The glossary as pairs: a term beside its other wordings, alone and where it stands in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer

from training.pieces import Articles, Bags, Numbers, Texts
from training.texts import Term

KEPT = (0.0, 0.5)  # share of the other pieces of its sentence that a reworded question keeps


@dataclass(frozen=True, slots=True)
class Choices:
    """Groups of texts, to draw one from; group `i` has the texts ``first[i]`` to ``first[i + 1]``."""

    texts: Texts
    first: Numbers

    @classmethod
    def from_strings(cls, groups: Sequence[Sequence[str]], tokenizer: Tokenizer) -> Choices:
        """Cut the strings of the groups into pieces."""
        first = np.concatenate([[0], np.cumsum([len(group) for group in groups])])
        return cls(Texts.from_strings([text for group in groups for text in group], tokenizer), first)

    def draw(self, groups: Numbers, rng: np.random.Generator) -> Bags:
        """Return one text of each of the groups as a bag."""
        count = self.first[groups + 1] - self.first[groups]
        return self.texts.bags(self.first[groups] + (rng.random(len(groups)) * count).astype(np.int64))


class TermSampler:
    """Draws terms with their other wordings, and sentences in which these stand for the terms.

    Every second wording is English, the others are everyday Chinese, where the glossary has both.
    """

    def __init__(self, terms: Sequence[Term], articles: Sequence[str], tokenizer: Tokenizer) -> None:
        terms = [term for term in terms if term.english or term.everyday]
        self._official = Choices.from_strings([term.official for term in terms], tokenizer)
        self._others = Choices.from_strings(_by_language(terms), tokenizer)
        forms = _forms(terms)
        self._wordings = Choices.from_strings(_by_language(list(forms.values())), tokenizer)
        finder, self._form = _finder(tokenizer, list(forms))
        self._sentences = Articles.from_strings(articles, finder).sentences
        form = self._form[self._sentences.pieces]
        found = np.nonzero(form >= 0)[0]
        found = found[np.argsort(form[found], kind="stable")]
        self._sentence_of = np.searchsorted(self._sentences.starts, found, side="right") - 1
        self._first_of = np.concatenate([[0], np.cumsum(np.bincount(form[found], minlength=len(forms)))])
        self._seen = np.nonzero(np.diff(self._first_of))[0]

    def pairs(self, count: int, rng: np.random.Generator) -> tuple[Bags, Bags]:
        """Return other wordings, and the terms as documents have them; each term at most once."""
        drawn = rng.choice(len(self._official.first) - 1, count, replace=False)
        return self._others.draw(2 * drawn + rng.integers(0, 2, count), rng), self._official.draw(drawn, rng)

    def questions(self, count: int, rng: np.random.Generator) -> tuple[Bags, Numbers]:
        """Return questions made of sentences with a term each, in other words, and the numbers of the sentences.

        A term that the news has once is drawn as often as one that it has ten thousand times.
        """
        drawn = rng.choice(self._seen, count, replace=False)
        low, high = self._first_of[drawn], self._first_of[drawn + 1]
        chosen = self._sentence_of[low + (rng.random(count) * (high - low)).astype(np.int64)]
        sentence = self._sentences.bags(chosen)
        form = self._form[sentence.pieces]
        share = rng.uniform(*KEPT, count)
        kept = rng.random(len(form)) < share[sentence.rows]
        plain = kept & (form < 0)
        reworded = np.nonzero((kept & (form >= 0)) | (form == drawn[sentence.rows]))[0]
        language = rng.integers(0, 2, count)[sentence.rows[reworded]]
        wordings = self._wordings.draw(2 * form[reworded] + language, rng)
        rows = np.concatenate([sentence.rows[plain], sentence.rows[reworded][wordings.rows]])
        order = np.argsort(rows, kind="stable")
        return Bags(np.concatenate([sentence.pieces[plain], wordings.pieces])[order], rows[order], count), chosen


def _by_language(terms: Sequence[Term]) -> list[tuple[str, ...]]:
    """Return two groups of wordings for each term, English and everyday; where there is one, it stands for both."""
    return [group for term in terms for group in (term.english or term.everyday, term.everyday or term.english)]


def _forms(terms: Sequence[Term]) -> dict[str, Term]:
    """Return what each Chinese form is called otherwise: by its own term if it is the first form of one, or by all."""
    own: dict[str, list[Term]] = {}
    every: dict[str, list[Term]] = {}
    for term in terms:
        own.setdefault(term.official[0], []).append(term)
        for form in term.official:
            every.setdefault(form, []).append(term)
    return {
        form: Term(
            official=(form,),
            english=tuple(wording for term in own.get(form, all_of_it) for wording in term.english),
            everyday=tuple(wording for term in own.get(form, all_of_it) for wording in term.everyday),
        )
        for form, all_of_it in every.items()
    }


def _finder(tokenizer: Tokenizer, forms: Sequence[str]) -> tuple[Tokenizer, NDArray[np.int64]]:
    """Return a tokenizer that leaves the forms whole, the longest first, and for each piece its form's number or -1."""
    finder = Tokenizer.from_str(tokenizer.to_str())
    finder.add_tokens([AddedToken(form, normalized=True) for form in forms])
    form_of = np.full(finder.get_vocab_size(with_added_tokens=True), -1)
    for number, form in enumerate(forms):
        form_of[finder.token_to_id(form)] = number
    return finder, form_of
