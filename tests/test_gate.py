"""The quality gate: floors hold, only go up, and are of the files that they were measured on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import gate
from benchmarks.gate import Pinned
from benchmarks.gate_parts import PARTS, Measured

FIGURES = {"right": Measured(value=0.9, n=100), "citations.verbatim": Measured(value=1.0, n=100)}
PINNED: Pinned = {"sha256": {"a.json": "1"}, "floors": {"right": 0.88, "citations.verbatim": 1.0}}

shares = st.floats(0, 1)
measurements = st.dictionaries(
    st.sampled_from("abc"), st.builds(lambda value, n: Measured(value=value, n=n), shares, st.integers(1, 1000))
)
floors = st.dictionaries(st.sampled_from("abc"), shares.map(lambda value: round(value, 4)))


def bad(figures: dict[str, Measured], pinned: Pinned | None) -> list[str]:
    return [check.figure for check in gate.checks("part", figures, pinned) if not check.good]


def test_a_figure_below_its_floor_fails() -> None:
    assert bad(FIGURES, PINNED) == []
    assert bad(FIGURES | {"right": Measured(value=0.87, n=100)}, PINNED) == ["right"]


def test_a_figure_at_its_floor_passes() -> None:
    assert bad({"right": Measured(value=0.1 + 0.2, n=10)}, {"sha256": {}, "floors": {"right": 0.3}}) == []
    assert bad({"right": Measured(value=88 / 100, n=100)}, {"sha256": {}, "floors": {"right": 0.88}}) == []


def test_a_new_figure_passes_and_one_that_is_gone_fails() -> None:
    assert bad(FIGURES, None) == []
    assert bad({"right": FIGURES["right"]}, PINNED) == ["citations.verbatim"]


def test_a_floor_lies_one_question_below_except_where_it_holds_by_construction() -> None:
    assert gate.floor_of("right", FIGURES["right"]) == 0.89
    assert gate.floor_of("held.citations.verbatim", FIGURES["citations.verbatim"]) == 1.0
    assert gate.floor_of("right", Measured(value=0.0, n=10)) == 0.0
    assert gate.floor_of("fused_below_best_leg", Measured(value=0.0, n=10)) == 0.0


@given(measurements, floors)
def test_an_update_lowers_no_floor(figures: dict[str, Measured], before: dict[str, float]) -> None:
    after = gate.raised(figures, {}, {"sha256": {}, "floors": before}, regress=False)["floors"]
    assert set(after) == set(figures) | set(before)
    assert all(after[name] >= floor for name, floor in before.items())


@given(measurements, floors)
def test_an_update_that_may_lower_leaves_nothing_below(figures: dict[str, Measured], before: dict[str, float]) -> None:
    after = gate.raised(figures, {}, {"sha256": {}, "floors": before}, regress=True)
    assert set(after["floors"]) == set(figures)
    assert bad(figures, after) == []


def test_another_file_is_named() -> None:
    assert gate.changed("part", {"a.json": "1"}, PINNED) == []
    assert gate.changed("part", {"a.json": "1"}, None) == []
    for found in ({"a.json": "2"}, {}):
        (problem,) = gate.changed("part", found, PINNED)
        assert "part: a.json is not the one" in problem
        assert "--update" in problem


@pytest.fixture
def floors_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A floors file of its own, and a measurement that takes no time."""
    path = tmp_path / "floors.json"
    path.write_text(json.dumps({"gold": {"sha256": gate.fingerprints("gold"), "floors": {"right": 0.95}}}))
    monkeypatch.setattr(gate, "FLOORS", path)
    monkeypatch.setattr(gate, "load_floors", lambda: json.loads(path.read_text(encoding="utf-8")))
    monkeypatch.setattr(gate, "measure", lambda names: dict.fromkeys(names, FIGURES))
    return path


def floors_in(path: Path) -> dict[str, float]:
    pinned: dict[str, Pinned] = json.loads(path.read_text(encoding="utf-8"))
    return pinned["gold"]["floors"]


def test_the_gate_fails_below_a_floor_and_writes_nothing(floors_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = floors_file.read_bytes()
    assert gate.main(["--part", "gold"]) == 1
    assert floors_file.read_bytes() == before
    table = capsys.readouterr().out
    assert next(line.split()[1:] for line in table.splitlines() if line.endswith("BELOW")) == (
        ["right", "0.9000", "0.9500", "-0.0500", "BELOW"]
    )


def test_update_raises_and_lowers_only_when_allowed(floors_file: Path) -> None:
    assert gate.main(["--part", "gold", "--update"]) == 1
    assert floors_in(floors_file) == {"right": 0.95, "citations.verbatim": 1.0}
    assert gate.main(["--part", "gold", "--update", "--allow-regression"]) == 0
    assert floors_in(floors_file) == {"right": 0.89, "citations.verbatim": 1.0}
    assert gate.main(["--part", "gold"]) == 0


def test_lowering_without_an_update_is_refused(floors_file: Path) -> None:
    with pytest.raises(SystemExit) as end:
        gate.main(["--allow-regression"])
    assert end.value.code == 2


def test_the_floors_are_of_parts_that_there_are() -> None:
    pinned = gate.load_floors()
    assert set(pinned) <= set(PARTS)
    for name, part in PARTS.items():
        if name in pinned:
            assert set(pinned[name]["sha256"]) == {path.name for path in part.files}
            assert all(0 <= floor <= 1 for floor in pinned[name]["floors"].values())
