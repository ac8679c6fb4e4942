"""The lexical leg: BM25 over character n-grams and words, by Tantivy.

Tantivy's own n-gram tokenizer is used, because cutting the terms in Python made the build three times slower
(29.5 s against 10.3 s for 101,000 passages).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.terms import WORD_PATTERN, Terms, fold

if TYPE_CHECKING:
    import tantivy

# A Latin word or a number says more than a pair of characters: R@1 94.6 -> 95.1 on DRCD, 97.4 -> 98.0 on CMRC trial.
WORD_WEIGHT = 2.0
# What a term of another wording (see `Glossary`) counts beside one of the question. Among 20,000 news articles, the MRR
# of English questions of the gold set's tuning half is 0.32 without, 0.79 at 0.3, 0.88 at 0.5 and at 0.7.
OTHER_WEIGHT = 0.5
NO_TERMS = Terms(grams=(), words=())
WRITER_HEAP_BYTES = 128_000_000  # what Tantivy's writer may hold before it writes a segment
WRITER_THREADS = 2
COUNTED_UP_TO = 1000  # of a more frequent term some chunks too many make no difference


class WordIndex:
    """A Tantivy index of chunks: ``id`` (the chunk), ``document``, and the text as ``grams`` and as ``words``."""

    def __init__(self, index: tantivy.Index, *, exact: bool = True) -> None:
        self._index = index
        self._exact = exact
        self._searcher = index.searcher()
        self._schema = index.schema

    @classmethod
    def open(cls, folder: Path, *, exact: bool = True) -> WordIndex:
        """Open the index in a folder; ``exact`` says that no chunk has been taken out of it.

        Raises:
            ValueError: If the folder holds no readable Tantivy index.
        """
        import tantivy

        return cls(tantivy.Index.open(str(folder)), exact=exact)

    def __len__(self) -> int:
        return self._searcher.num_docs

    def search(
        self, terms: Terms, k: int, *, documents: Sequence[int] | None = None, others: Terms = NO_TERMS
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the ids ``(n,)`` and BM25 scores ``(n,)`` of the best chunks, best first, ``n <= k``.

        ``documents`` narrows the search to the chunks of some documents (row numbers). ``others`` are terms of other
        wordings, which count for less (`OTHER_WEIGHT`).
        """
        query = self._query(terms, documents, others)
        hits = self._searcher.search(query, limit=k, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return np.array(ids, dtype=np.int64), np.array([score for score, _ in hits], dtype=np.float32)

    def frequency(self, gram_or_word: str) -> int:
        """Return in how many chunks a term occurs."""
        import tantivy

        field = "words" if gram_or_word.isascii() else "grams"
        count = self._searcher.doc_freq(field, gram_or_word)
        if self._exact or not count or count > COUNTED_UP_TO:
            return count
        # Tantivy counts chunks that were taken out until it merges their segment; whether a term is there must be sure
        term = tantivy.Query.term_query(self._schema, field, gram_or_word, "freq")
        return len(self._searcher.search(term, limit=COUNTED_UP_TO, count=False).hits)

    def _query(self, terms: Terms, documents: Sequence[int] | None, others: Terms) -> tantivy.Query:
        from tantivy import Occur, Query

        weighted = [("grams", gram, 1.0) for gram in terms.grams]
        weighted += [("words", word, WORD_WEIGHT) for word in terms.words]
        weighted += [("grams", gram, OTHER_WEIGHT) for gram in others.grams if gram not in terms.grams]
        weighted += [("words", word, OTHER_WEIGHT * WORD_WEIGHT) for word in others.words if word not in terms.words]
        parts = [
            Query.term_query(self._schema, field, term, "freq")
            if weight == 1
            else Query.boost_query(Query.term_query(self._schema, field, term, "freq"), weight)
            for field, term, weight in weighted
        ]
        query = Query.boolean_query([(Occur.Should, part) for part in parts])
        if documents is None:
            return query
        # boosted to 0, so that the scope changes which chunks are found and not how they score
        scope = Query.boost_query(Query.term_set_query(self._schema, "document", list(documents)), 0.0)
        return Query.boolean_query([(Occur.Must, scope), (Occur.Must, query)])


class WordWriter:
    """Writes a lexical index: a new one into an empty folder, or changes of the one that is there."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        with _disk_errors():
            if folder.exists():
                self._index = tantivy.Index.open(str(folder))
            else:
                folder.mkdir(parents=True)
                self._index = tantivy.Index(_schema(), path=str(folder))
            grams = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(1, 2, False)).build()
            words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(WORD_PATTERN)).build()
            self._index.register_tokenizer("grams", grams)
            self._index.register_tokenizer("words", words)
            self._writer = self._index.writer(heap_size=WRITER_HEAP_BYTES, num_threads=WRITER_THREADS)

    def add(self, rows: Iterable[tuple[int, int, str]]) -> None:
        """Add chunks as ``(chunk id, document row, text)``; Tantivy's threads work on while the caller goes on."""
        import tantivy

        with _disk_errors():
            for chunk, document, text in rows:
                folded = fold(text)
                self._writer.add_document(tantivy.Document(id=chunk, document=document, grams=folded, words=folded))

    def remove(self, documents: Iterable[int]) -> None:
        """Take out the chunks of some documents (rows) that were there before."""
        with _disk_errors():
            for document in documents:
                self._writer.delete_documents_by_term("document", document)

    def commit(self) -> None:
        """Finish the index: commit, and wait until the segments are merged."""
        with _disk_errors():
            self._writer.commit()
            self._writer.wait_merging_threads()


@contextlib.contextmanager
def _disk_errors() -> Iterator[None]:
    """Raise what Tantivy cannot write as the OSError that it is; Tantivy raises ValueError for everything."""
    try:
        yield
    except ValueError as error:
        raise OSError(str(error)) from error


def _schema() -> tantivy.Schema:
    import tantivy

    return (
        tantivy.SchemaBuilder()
        .add_integer_field("id", fast=True)
        .add_integer_field("document", indexed=True)
        .add_text_field("grams", tokenizer_name="grams", index_option="freq")
        .add_text_field("words", tokenizer_name="words", index_option="freq")
        .build()
    )
