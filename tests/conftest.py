"""Indexes that several test files ask: built once, by the path that a user takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import find_files, read_file
from index import DEFAULT_ENCODER, Encoder, Index, load_encoder
from qa import Assistant
from tests.articles import CASES, SEEDS


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The encoder that ships."""
    return load_encoder(DEFAULT_ENCODER)


def build(folder: Path, target: Path, encoder: Encoder) -> Index:
    outcomes = [read_file(file) for file in find_files([folder]).files]
    assert [outcome.notices for outcome in outcomes] == [()] * len(outcomes)
    return Index.build((one.document for one in outcomes if one.document), target, encoder=encoder)


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """The index of the bundled notes."""
    target = tmp_path_factory.mktemp("cases") / "index"
    build(CASES, target, encoder)
    return target


@pytest.fixture(scope="session")
def assistant(index_folder: Path) -> Assistant:
    """An assistant over the bundled notes."""
    return Assistant.open(str(index_folder))


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    """An assistant over the five real articles, or over the invented page where they are not there."""
    return Assistant(build(SEEDS, tmp_path_factory.mktemp("articles") / "index", encoder))
