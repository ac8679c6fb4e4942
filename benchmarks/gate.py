"""The quality gate: no figure falls below its floor.

Three things are measured: retrieval and answers on reading comprehension sets, and this project's own gold set over the
bundled notes. ``floors.json`` holds the floor of each figure, with the SHA-256 of every file that it was measured on.
Floors only go up: ``--update`` raises those that were exceeded, and lowers none without ``--allow-regression``. A floor
lies one question below what was measured, so that the last bit of a sum on another machine does not fail the gate; what
holds by construction, such as that every quote stands in its document, has no such room.

Run it as: python -m benchmarks.gate [--update [--allow-regression]] [--part NAME ...]
Exit status: 0 nothing is below its floor, 1 something is, or was measured on other files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypedDict

from benchmarks.gate_parts import PARTS, Measured

FLOORS = Path(__file__).resolve().parent / "floors.json"
PROCESSES = 2  # parts that are measured at once
NO_ROOM = ("citations.verbatim", "fused_below_best_leg")  # figures whose floor is what was measured
_WIDTHS = (13, 50)  # of the columns of the part and the figure


class Pinned(TypedDict):
    """What ``floors.json`` holds for one part."""

    sha256: dict[str, str]  # by the name of the file
    floors: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A figure beside its floor; either may be missing."""

    part: str
    figure: str
    value: float | None
    floor: float | None

    @property
    def margin(self) -> float | None:
        """Return by how much the figure exceeds its floor."""
        return None if self.value is None or self.floor is None else self.value - self.floor

    @property
    def good(self) -> bool:
        """Tell whether the figure is not below its floor, or has none yet."""
        # 1e-9: a floor is a decimal number, and the figure a quotient
        return self.floor is None or (self.margin is not None and self.margin >= -1e-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was measured, each figure beside its floor, and which files are not those of the floors."""

    measured: dict[str, dict[str, Measured]]
    checks: list[Check]
    changed: list[str]

    @property
    def problems(self) -> list[str]:
        """Return a line for everything that makes the gate fail."""
        return [*self.changed, *(line(check) for check in self.checks if not check.good)]


def run(names: Sequence[str], floors: Mapping[str, Pinned]) -> Verdict:
    """Measure some parts and judge them."""
    return judge(measure(names), floors)


def judge(measured: dict[str, dict[str, Measured]], floors: Mapping[str, Pinned]) -> Verdict:
    """Set figures beside their floors, and the files that they were measured on beside those of the floors."""
    return Verdict(
        measured=measured,
        checks=[check for name, figures in measured.items() for check in checks(name, figures, floors.get(name))],
        changed=[problem for name in measured for problem in changed(name, fingerprints(name), floors.get(name))],
    )


def available() -> list[str]:
    """Return the parts whose files are there: the shared data is not part of the project."""
    return [name for name, part in PARTS.items() if part.own or all(path.exists() for path in part.files)]


def measure(names: Sequence[str]) -> dict[str, dict[str, Measured]]:
    """Return the figures of some parts, measured beside each other in processes of their own."""
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        return dict(zip(names, pool.map(_measure_part, names), strict=True))


def _measure_part(name: str) -> dict[str, Measured]:
    with tempfile.TemporaryDirectory() as work:
        return PARTS[name].measure(Path(work))


def fingerprints(name: str) -> dict[str, str]:
    """Return the SHA-256 of each file that a part is measured on, by its name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in PARTS[name].files}


def load_floors(path: Path = FLOORS) -> dict[str, Pinned]:
    """Return what ``floors.json`` holds, by part."""
    floors: dict[str, Pinned] = json.loads(path.read_text(encoding="utf-8"))
    return floors


def checks(name: str, figures: dict[str, Measured], pinned: Pinned | None) -> Iterator[Check]:
    """Yield the figures of a part beside their floors, and the floors that nothing was measured for."""
    floors = pinned["floors"] if pinned else {}
    for figure in dict.fromkeys((*figures, *floors)):
        measured = figures.get(figure)
        yield Check(part=name, figure=figure, value=measured.value if measured else None, floor=floors.get(figure))


def changed(name: str, found: dict[str, str], pinned: Pinned | None) -> list[str]:
    """Return what is wrong with the files that a part is measured on."""
    before = pinned["sha256"] if pinned else found
    files = (file for file in dict.fromkeys((*found, *before)) if found.get(file) != before.get(file))
    return [
        f"{name}: {file} is not the one that the floors were measured on. Restore it, or pin the new one:"
        " python -m benchmarks.gate --update"
        for file in files
    ]


def raised(figures: dict[str, Measured], found: dict[str, str], pinned: Pinned | None, *, regress: bool) -> Pinned:
    """Return the floors of a part after a measurement: raised where it exceeds them, lowered only if allowed."""
    before = pinned["floors"] if pinned else {}
    floors = {figure: floor_of(figure, measured) for figure, measured in figures.items()}
    if not regress:
        floors = before | {figure: max(floor, before.get(figure, floor)) for figure, floor in floors.items()}
    return {"sha256": found, "floors": floors}


def floor_of(figure: str, measured: Measured) -> float:
    """Return the floor of a figure: one question below it, rounded down to four digits."""
    if figure.endswith(NO_ROOM):
        return measured.value
    return max(0.0, math.floor((measured.value - 1 / measured.n) * 10**4 + 1e-6) / 10**4)


def line(check: Check) -> str:
    """Return a figure, its floor and the margin between them."""
    numbers = (f"{'–' if number is None else format(number, '.4f'):>8}" for number in (check.value, check.floor))
    margin = "" if check.margin is None else f"{check.margin:+8.4f}"
    mark = "" if check.good else "  BELOW"
    return f"{check.part:{_WIDTHS[0]}} {check.figure:{_WIDTHS[1]}} {' '.join(numbers)} {margin:>8}{mark}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the gate and return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="raise the floors to what is measured")
    parser.add_argument("--allow-regression", action="store_true", help="with --update: lower floors as well")
    parser.add_argument("--part", action="append", choices=PARTS, dest="parts", help="only this part; may be repeated")
    options = parser.parse_args(arguments)
    if options.allow_regression and not options.update:
        parser.error("--allow-regression goes with --update")
    floors, names = load_floors(), options.parts or available()
    verdict = run(names, floors)
    print(f"{'':{_WIDTHS[0]}} {'':{_WIDTHS[1]}} {'figure':>8} {'floor':>8} {'margin':>8}")
    print("\n".join(map(line, verdict.checks)))
    for name in set(names) - set(floors):
        print(f"{name} has no floors yet; pin them: python -m benchmarks.gate --update --part {name}")
    if options.update:
        for name in names:
            floors[name] = raised(
                verdict.measured[name], fingerprints(name), floors.get(name), regress=options.allow_regression
            )
        FLOORS.write_text(json.dumps(floors, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        verdict = judge(verdict.measured, floors)
    print("\n".join(["", *verdict.problems]) if verdict.problems else "\nNo figure is below its floor.")
    return 1 if verdict.problems else 0


if __name__ == "__main__":
    sys.exit(main())
