"""Imports go one way: corpus <- index <- qa <- ui; and each package shows exactly what it exports."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("corpus", "index", "qa", "ui")


def imported_packages(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            yield str(node.module).split(".")[0]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_package_imports_only_those_below_it(layer: str) -> None:
    above = LAYERS[LAYERS.index(layer) + 1 :]
    files = sorted((ROOT / layer).rglob("*.py"))
    assert files
    for path in files:
        assert not set(imported_packages(path)) & set(above), path


@pytest.mark.parametrize("layer", LAYERS[:3])
def test_a_package_exports_what_it_shows(layer: str) -> None:
    package = importlib.import_module(layer)
    modules = {path.stem for path in (ROOT / layer).iterdir() if path.suffix in ("", ".py")}
    shown = {name for name in vars(package) if not name.startswith("_")} - modules
    assert package.__all__ == sorted(package.__all__)
    assert shown == set(package.__all__) - modules


def test_nothing_imports_pickle() -> None:
    for layer in (*LAYERS, "training", "benchmarks"):
        for path in sorted((ROOT / layer).glob("*.py")):
            assert not set(imported_packages(path)) & {"pickle", "joblib", "dill", "shelve", "marshal"}, path
