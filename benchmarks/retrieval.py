"""Time of an answer and of a search over 100,000 news passages in one process, and of the two legs in it.

The queries are the questions of CMRC2018: natural questions, which share common words with any text.

Run it as: python -m benchmarks.retrieval [--passages 100000]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.news import articles_with
from benchmarks.reading import CMRC_DEV, load
from index import DEFAULT_ENCODER, Index, load_encoder
from index.search import POOL
from index.terms import query_terms
from qa import Assistant

MAX_P50_MS = 5
MAX_P95_MS = 15
MAX_ASK_P50_MS = 20
MAX_ASK_P95_MS = 60
QUERIES = 1000


def main() -> int:
    """Run the benchmark and return 1 if a bound does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=100_000)
    options = parser.parse_args()
    encoder = load_encoder(DEFAULT_ENCODER)
    queries = [question.text for question in load(CMRC_DEV).questions[:QUERIES]]
    with tempfile.TemporaryDirectory() as work:
        documents = (document for document, _ in articles_with(options.passages))
        index = Index.build(documents, Path(work) / "index", encoder=encoder)
        print(f"{len(index):,} passages, {len(queries):,} questions")
        assistant = Assistant(index)
        assistant.ask(queries[0])  # the first one reads the scorer
        answers = report("ask", queries, assistant.ask)
        whole = report("search", queries, lambda query: index.search(query, 10))
        report("encode", queries, lambda query: encoder.encode_queries([query]))
        report("words", queries, lambda query: index._opened.words.search(query_terms(query), POOL))
        vectors = dict(zip(queries, encoder.encode_queries(queries), strict=True))
        report("vectors", queries, lambda query: index._opened.vectors.search(vectors[query], POOL))
    good = whole[0] <= MAX_P50_MS and whole[1] <= MAX_P95_MS
    good = good and answers[0] <= MAX_ASK_P50_MS and answers[1] <= MAX_ASK_P95_MS
    bounds = f"{MAX_P50_MS} and {MAX_P95_MS} ms of a search, {MAX_ASK_P50_MS} and {MAX_ASK_P95_MS} ms of an answer"
    print("within bounds" if good else f"NOT within p50 and p95 of {bounds}")
    return 0 if good else 1


def report(name: str, queries: Sequence[str], search: Callable[[str], object]) -> tuple[float, float]:
    """Time a search for each query, print and return the median and the 95th percentile in milliseconds."""
    times = []
    for query in queries:
        started = time.perf_counter()
        search(query)
        times.append(1000 * (time.perf_counter() - started))
    p50, p95 = (float(np.percentile(times, q)) for q in (50, 95))
    print(f"{name:8} p50 {p50:6.2f} ms   p95 {p95:6.2f} ms")
    return p50, p95


if __name__ == "__main__":
    sys.exit(main())
