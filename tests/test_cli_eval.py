"""The command ``yinzheng eval``, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli import refused, yinzheng
from tests.test_eval import LINES
from tests.test_gold import written


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return written(tmp_path, LINES)


def test_eval_prints_a_table_and_writes_reports(gold: Path, index_folder: Path, tmp_path: Path) -> None:
    reports = [tmp_path / "报告.md", tmp_path / "report.html"]
    options = [part for path in reports for part in ("-o", str(path))]
    result = yinzheng("eval", str(gold), "--index", str(index_folder), *options)
    assert (result.returncode, result.stderr) == (0, "")
    assert "Retrieval of a passage with the answer" in result.stdout
    assert "Missed: 2 of 5" in result.stdout
    assert all("131名" in path.read_text(encoding="utf-8") for path in reports)
    chinese = yinzheng("eval", str(gold), "--index", str(index_folder), language="zh_CN.UTF-8")
    assert "未达预期：5 题中 2 题" in chinese.stdout


def test_eval_prints_json_of_one_split(gold: Path, index_folder: Path) -> None:
    result = yinzheng("eval", str(gold), "--index", str(index_folder), "--split", "tune", "--json")
    fields = json.loads(result.stdout)
    assert fields["questions"] == 2
    assert fields["all"]["right"] == {
        "value": 1.0,
        "low": pytest.approx(0.2065, abs=1e-3),
        "high": 1.0,
        "n": 1,
        "unit": "share",
    }
    assert fields["misses"] == []


def test_eval_goes_on_after_a_bad_line(tmp_path: Path, index_folder: Path) -> None:
    result = yinzheng("eval", str(written(tmp_path, ["{", LINES[0]])), "--index", str(index_folder))
    assert result.returncode == 1
    assert "line 1" in result.stderr
    assert "100.0 %" in result.stdout


def test_eval_refuses_before_it_asks(gold: Path, index_folder: Path, tmp_path: Path) -> None:
    index = ("--index", str(index_folder))
    refused(yinzheng("eval", str(gold), *index, "-o", str(tmp_path / "r.pdf")), 2, ".md or .html")
    refused(yinzheng("eval", str(gold), *index, "-o", str(tmp_path / "none" / "r.md")), 2, "does not exist")
    refused(yinzheng("eval", str(gold), *index, "--split", "x"), 2, "tune, held")
    refused(yinzheng("eval", str(gold), "--index", str(tmp_path / "none")), 1, "no index")
