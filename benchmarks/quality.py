"""Retrieval quality on a reading comprehension set: R@1 and MRR@10 of each leg and of their fusion.

All passages of the set are one index; a question counts as found when a chunk of its passage comes first.

Run it as: python -m benchmarks.quality [SET.json]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reading import CMRC_DEV, ReadingSet, load
from index import DEFAULT_ENCODER, Index, load_encoder
from index.passage import Passage

DEPTH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How often the right passage comes first, and the mean reciprocal of its rank (0 beyond the tenth)."""

    r_at_1: float
    mrr_at_10: float


def measure(reading: ReadingSet, folder: Path) -> dict[str, Quality]:
    """Build an index of a set and return the quality of the lexical leg, the dense leg and their fusion."""
    index = Index.build(reading.documents, folder, encoder=load_encoder(DEFAULT_ENCODER))
    ranks: dict[str, list[int]] = {"lexical": [], "dense": [], "fused": []}
    for asked in reading.questions:
        # every candidate of either leg, so that each leg's own order can be read off the same result
        found = index.search(asked.text, 200)
        for leg, ordered in legs(found).items():
            ranks[leg].append(rank_of(asked.source, ordered))
    return {leg: summary(of_leg) for leg, of_leg in ranks.items()}


def legs(found: Sequence[Passage]) -> dict[str, list[Passage]]:
    """Return the passages in the order of each leg, and as they were fused."""
    return {
        "lexical": sorted(found, key=lambda one: -one.lexical),
        "dense": sorted(found, key=lambda one: -one.dense),
        "fused": list(found),
    }


def rank_of(source: str, passages: Sequence[Passage]) -> int:
    """Return the 1-based rank of the first passage of a source among different sources, or 0."""
    sources = list(dict.fromkeys(passage.source for passage in passages))
    return sources.index(source) + 1 if source in sources[:DEPTH] else 0


def summary(ranks: Sequence[int]) -> Quality:
    """Return the quality of some ranks, of which 0 means not found."""
    return Quality(
        r_at_1=sum(rank == 1 for rank in ranks) / len(ranks),
        mrr_at_10=sum(1 / rank for rank in ranks if rank) / len(ranks),
    )


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", nargs="?", type=Path, default=CMRC_DEV)
    reading = load(parser.parse_args().set)
    print(f"{len(reading.documents):,} passages, {len(reading.questions):,} questions")
    with tempfile.TemporaryDirectory() as work:
        for leg, quality in measure(reading, Path(work) / "index").items():
            print(f"{leg:8} R@1 {100 * quality.r_at_1:5.2f}   MRR@10 {100 * quality.mrr_at_10:5.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
