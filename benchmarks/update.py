"""Keeping an index of 10,000 news files up to date: the first build, one file more, one less, and no change at all.

The first build is compared with reading the files alone and indexing the documents alone in the same run. Bounds: the
first build at most 1.3 times these two; a file more or less at most 1 s; no change at most 2 s. The start of Python and
calibration are not included.

Run it as: python -m benchmarks.update [--files 10000]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from benchmarks.news import articles
from corpus import Document, find_files, read_file
from index import DEFAULT_ENCODER, Encoder, Index, load_encoder

FILES = 10_000
ONE_MORE = "嘉兴职业技术学院2021年引进人才130名，建成三个名师工作室。"


def measure(work: Path, files: int, encoder: Encoder) -> dict[str, float]:
    """Return seconds by step; files and indexes are made below the folder."""
    corpus = work / "corpus"
    corpus.mkdir()
    for document in islice(articles(), files):
        (corpus / document.source).write_text(document.text, encoding="utf-8")
    one_more = corpus / "one more.txt"
    found: dict[str, float] = {}
    documents: list[Document] = []

    def read() -> None:
        documents.extend(document for file in find_files([corpus]).files for document in read_file(file).documents)

    def update() -> None:
        index, _ = Index.update(work / "index", find_files([corpus]), encoder=encoder)
        index.close()

    found["reading alone"] = _seconds(read)
    found["indexing alone"] = _seconds(lambda: Index.build(documents, work / "alone", encoder=encoder).close())
    found["first build"] = _seconds(update)
    found["no change"] = _seconds(update)
    one_more.write_text(ONE_MORE, encoding="utf-8")
    found["one file more"] = _seconds(update)
    one_more.unlink()
    found["one file less"] = _seconds(update)
    return found


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=FILES, help="how many news articles (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        found = measure(Path(work), options.files, load_encoder(DEFAULT_ENCODER))
    for step, seconds in found.items():
        print(f"{step:15}{seconds:7.2f} s")
    alone = found["reading alone"] + found["indexing alone"]
    print(f"{'ratio':15}{found['first build'] / alone:7.2f}   (bound 1.3)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
