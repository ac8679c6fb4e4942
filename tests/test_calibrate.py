"""Calibration: questions made from the index's own text, and the threshold that comes of them."""

from __future__ import annotations

import random
from pathlib import Path

from click.testing import CliRunner

from build_index import main as build
from corpus import Document
from index import DEFAULT_ENCODER, Index, load_encoder
from qa import Assistant
from qa.calibrate import HIGHEST, LOWEST, THRESHOLD, calibrate, made_question, stored
from qa.cli import main
from tests.articles import CASES


def test_the_notes_are_calibrated(assistant: Assistant) -> None:
    calibration = calibrate(assistant.index)
    assert calibration is not None
    assert calibration == calibrate(assistant.index)  # the same questions every time
    assert LOWEST <= calibration.threshold <= HIGHEST
    assert calibration.auroc > 0.9
    refused = [point.refused for point in calibration.curve]
    false = [point.false_refusal for point in calibration.curve]
    assert refused == sorted(refused)
    assert false == sorted(false)
    assert all(there <= gone for there, gone in zip(false, refused, strict=True))


def test_too_little_text_is_not_calibrated(tmp_path: Path) -> None:
    documents = [Document(source="a.txt", title="甲", text="学校推进双带头人培育工程。")]
    index = Index.build(documents, tmp_path / "index", encoder=load_encoder(DEFAULT_ENCODER))
    assert calibrate(index) is None
    assert stored(index) is None
    assert Assistant(index).threshold == THRESHOLD


def test_a_made_question_has_words_of_the_sentence() -> None:
    question = made_question("学校2021年引进高层次人才130名。", "人才队伍", random.Random(1))
    assert "人才" in question
    assert "130" not in question


def test_a_build_stores_what_the_doctor_shows(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    assert build(["--corpus", str(CASES), "--index", str(folder)]) == 0
    index = Index.open(folder, encoder=load_encoder(DEFAULT_ENCODER))
    calibration = stored(index)
    assert calibration is not None
    assert Assistant(index).threshold == calibration.threshold
    result = CliRunner().invoke(main, ["doctor", "--index", str(folder)])
    assert result.exit_code == 0
    assert f"{calibration.threshold:.2f}" in result.output
    # a build over the same folder is another index: what was measured on the first does not hold for it
    Index.build(
        [Document(source="a.txt", title="甲", text="学校推进双带头人。")], folder, encoder=load_encoder(DEFAULT_ENCODER)
    )
    assert stored(Index.open(folder, encoder=load_encoder(DEFAULT_ENCODER))) is None


def test_a_damaged_calibration_is_as_none(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    assert build(["--corpus", str(CASES), "--index", str(folder)]) == 0
    (folder / "calibration.json").write_text("{", encoding="utf-8")
    index = Index.open(folder, encoder=load_encoder(DEFAULT_ENCODER))
    assert stored(index) is None
    assert Assistant(index).threshold == THRESHOLD
