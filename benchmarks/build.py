"""Time and memory of building an index of 100,000 news passages, beside its parts alone in the same run.

Each measurement is a process of its own. "All" is what a user runs, `python build_index.py` over a folder of text
files: reading, decoding, cleaning and cutting, SQLite, Tantivy, the encoder and FAISS. The parts are given the finished
passages: Tantivy alone, the encoder alone, FAISS alone.

Run it as: python -m benchmarks.build [--passages 100000]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent

MAX_SECONDS = 60
MAX_GIGABYTES = 1.5
MAX_RATIO = 1.6


def main() -> int:
    """Run the benchmark and return 1 if a bound does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        seconds = PARTS[options.part](options.work)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(json.dumps([seconds, peak]))
        return 0
    with tempfile.TemporaryDirectory() as work:
        count = prepare(Path(work), options.passages)
        results = {part: measure(part, Path(work)) for part in PARTS}
    return report(count, results)


def prepare(work: Path, passages: int) -> int:
    """Write the articles as text files, and the texts of their passages for the parts."""
    from benchmarks.news import articles_with
    from corpus import chunk_document
    from index.record_writer import indexed_text

    (work / "corpus").mkdir()
    total = 0
    with (work / "passages.jsonl").open("w", encoding="utf-8") as file:
        for document, count in articles_with(passages):
            folder = work / "corpus" / document.source[:2]
            folder.mkdir(exist_ok=True)
            (folder / document.source).write_text(document.text, encoding="utf-8")
            for chunk in chunk_document(document):
                file.write(json.dumps(indexed_text(document, chunk), ensure_ascii=False) + "\n")
            total += count
    return total


def measure(part: str, work: Path) -> tuple[float, float]:
    """Return the seconds and the peak gigabytes of one part in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.build", "--part", part, "--work", str(work)]
    output = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    seconds, peak = json.loads(output.splitlines()[-1])
    return seconds, peak


def report(count: int, results: dict[str, tuple[float, float]]) -> int:
    """Print the table and return 1 if a bound does not hold."""
    seconds, gigabytes = results["all"]
    parts = sum(time for part, (time, _) in results.items() if part != "all")
    print(f"{count:,} passages")
    for part, (time_of_part, peak) in results.items():
        print(f"{part:10} {time_of_part:7.1f} s {peak:6.2f} GB peak")
    print(f"{'parts':10} {parts:7.1f} s   all / parts = {seconds / parts:.2f}")
    scale = count / 100_000
    good = seconds <= MAX_SECONDS * scale and gigabytes <= MAX_GIGABYTES and seconds <= MAX_RATIO * parts
    print("within bounds" if good else f"NOT within {MAX_SECONDS} s, {MAX_GIGABYTES} GB and {MAX_RATIO} x parts")
    return 0 if good else 1


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def build_all(work: Path) -> float:
    """Build the index as a user does."""
    import build_index

    arguments = ["--corpus", str(work / "corpus"), "--index", str(work / "index")]
    return timed(lambda: build_index.main(arguments))


def passages_of(work: Path) -> Iterator[str]:
    """Yield the texts of the passages."""
    with (work / "passages.jsonl").open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def tantivy_alone(work: Path) -> float:
    """Index the passages with Tantivy and nothing else."""
    from index.words import WordWriter

    def write() -> None:
        writer = WordWriter(work / "words")
        writer.add((row, row, text) for row, text in enumerate(passages_of(work)))
        writer.commit()

    return timed(write)


def encoder_alone(work: Path) -> float:
    """Encode the passages, and keep the vectors for FAISS."""
    from index import DEFAULT_ENCODER, load_encoder

    encoder = load_encoder(DEFAULT_ENCODER)

    def encode() -> None:
        with (work / "vectors").open("wb") as file:
            batch: list[str] = []
            for text in passages_of(work):
                batch.append(text)
                if len(batch) == 1024:
                    encoder.encode_passages(batch).tofile(file)
                    batch.clear()
            encoder.encode_passages(batch).tofile(file)

    return timed(encode)


def faiss_alone(work: Path) -> float:
    """Index the vectors with FAISS and nothing else."""
    from index import DEFAULT_ENCODER, load_encoder
    from index.vectors import VectorIndex

    vectors = np.memmap(work / "vectors", dtype=np.float32, mode="r").reshape(-1, load_encoder(DEFAULT_ENCODER).dim)
    ids = np.arange(len(vectors))
    return timed(lambda: VectorIndex.build(vectors, ids, lambda done, total: None).save(work / "faiss"))


PARTS: dict[str, Callable[[Path], float]] = {
    "tantivy": tantivy_alone,
    "encoder": encoder_alone,
    "faiss": faiss_alone,
    "all": build_all,
}

if __name__ == "__main__":
    sys.exit(main())
