"""Retrieval and answers stay above their floors, and the fusion is never worse than either leg."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from benchmarks import answers
from benchmarks.quality import measure
from benchmarks.reading import CMRC_DEV, DRCD, load
from tests.articles import ROOT

FLOORS = json.loads((ROOT / "benchmarks" / "floors.json").read_text(encoding="utf-8"))


@pytest.mark.skipif(not CMRC_DEV.exists(), reason="the shared data is not part of the project")
def test_retrieval_stays_above_its_floors(tmp_path: Path) -> None:
    floors = FLOORS[CMRC_DEV.name]
    assert hashlib.sha256(CMRC_DEV.read_bytes()).hexdigest() == floors["sha256"]
    quality = measure(load(CMRC_DEV), tmp_path / "index")
    best = max(quality["lexical"].r_at_1, quality["dense"].r_at_1)
    assert quality["fused"].r_at_1 >= max(best, floors["fused_r_at_1"])
    assert quality["dense"].r_at_1 >= floors["dense_r_at_1"]


@pytest.mark.skipif(not DRCD.exists(), reason="the shared data is not part of the project")
def test_answers_and_abstention_stay_above_their_floors(tmp_path: Path) -> None:
    floors = FLOORS[DRCD.name]
    assert hashlib.sha256(DRCD.read_bytes()).hexdigest() == floors["sha256"]
    shares = answers.measure(300, tmp_path / "index")
    assert shares["of their article"].answered >= floors["answered"]
    assert shares["of their article"].first >= floors["first_quote"]
    assert shares["of other articles"].answered <= floors["answered_of_other_articles"]
    assert shares["without their article"].answered <= floors["answered_without_their_article"]
