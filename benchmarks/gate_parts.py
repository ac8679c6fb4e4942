"""What the quality gate measures: each part a function from a working folder to figures where more is better."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import answers, comprehension, quality
from benchmarks.reading import CMRC_DEV, CMRC_TRIAL, DRCD, load
from corpus import find_files, read_file
from index import DEFAULT_ENCODER, Index, load_encoder
from qa import Assistant
from qa.evaluate import evaluate
from qa.gold import read_gold
from qa.scores import score, splits_of

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "benchmarks" / "gold" / "cases.jsonl"
NOTES = ROOT / "corpus" / "cases"
DRCD_QUESTIONS = 300

# Of the figures of `yinzheng eval`, those that are a quality, not a habit
_GOLD_FIGURES = ("retrieval.", "right", "abstention.", "citations.", "coverage.f1_macro")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A figure, and the number of questions that it was measured on."""

    value: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that the gate measures."""

    files: tuple[Path, ...]  # that decide the figures
    measure: Callable[[Path], dict[str, Measured]]
    own: bool = False  # whether the files are part of the project, and so have to be there


def retrieval(work: Path) -> dict[str, Measured]:
    """Measure the vectors alone and the fusion, and whether it is worse than the better leg."""
    reading = load(CMRC_DEV)
    legs = quality.measure(reading, work / "index")
    best = max(legs["lexical"].r_at_1, legs["dense"].r_at_1)
    figures = {
        "dense.r_at_1": legs["dense"].r_at_1,
        "fused.r_at_1": legs["fused"].r_at_1,
        "fused.mrr_at_10": legs["fused"].mrr_at_10,
        "fused_below_best_leg": min(0.0, legs["fused"].r_at_1 - best),  # 0 as long as it is not below
    }
    return _all(figures, len(reading.questions))


def answers_of_dev(work: Path) -> dict[str, Measured]:
    """Measure the answers to CMRC2018 dev."""
    figures = asdict(comprehension.measure("dev", work))
    del figures["milliseconds"]  # a matter of the machine
    return _all({"answered": 1 - figures.pop("refused"), **figures}, comprehension.QUESTIONS)


def answers_of_drcd(work: Path) -> dict[str, Measured]:
    """Measure the answers to DRCD, with its articles and without them."""
    shares = answers.measure(DRCD_QUESTIONS, work / "index")
    figures = {
        "answered": shares["of their article"].answered,
        "first": shares["of their article"].first,
        "strangers_refused": 1 - shares["of other articles"].answered,
        "absent_refused": 1 - shares["without their article"].answered,
    }
    return _all(figures, DRCD_QUESTIONS)


def own_gold_set(work: Path) -> dict[str, Measured]:
    """Measure both halves of the gold set over the bundled notes."""
    outcomes = (read_file(file) for file in find_files([NOTES]).files)
    documents = (outcome.document for outcome in outcomes if outcome.document)
    assistant = Assistant(Index.build(documents, work / "index", encoder=load_encoder(DEFAULT_ENCODER)))
    gold = read_gold(GOLD)
    if gold.problems:
        raise SystemExit("\n".join(problem.en for problem in gold.problems))
    graded = list(evaluate(assistant, gold.cases))
    return {
        f"{split}.{figure.key}": Measured(value=figure.value, n=figure.n)
        for split, cases in splits_of(graded).items()
        for section in score(cases)
        for figure in section.figures
        if figure.key.startswith(_GOLD_FIGURES)
    }


def _all(figures: dict[str, float], n: int) -> dict[str, Measured]:
    return {name: Measured(value=value, n=n) for name, value in figures.items()}


def _gold_files() -> Iterator[Path]:
    yield GOLD
    yield from sorted(NOTES.glob("*.md"))


# The longest first, so that two processes end at about the same time
PARTS = {
    "drcd": Part(files=(DRCD, CMRC_TRIAL), measure=answers_of_drcd),
    "retrieval": Part(files=(CMRC_DEV,), measure=retrieval),
    "comprehension": Part(files=(CMRC_DEV, CMRC_TRIAL), measure=answers_of_dev),
    "gold": Part(files=tuple(_gold_files()), measure=own_gold_set, own=True),
}
