"""yinzheng add, update, remove, list and inspect, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus import FileList, SourceFile, find_files
from index import HashEncoder, Index
from tests.test_cli import refused, run, yinzheng

TEXTS = {
    "甲.txt": "青山职业技术学院：人才工作\n青山职业技术学院2021年引进人才130名。学校建成了五个名师工作室。\n",
    "乙.txt": "绿水职业技术学院：三全育人\n绿水职业技术学院推进三全育人综合改革。学校开设了二十门课程思政示范课。\n",
}
ASKED = "青山职业技术学院2021年引进了多少人才"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "语料"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def index(corpus: Path, tmp_path: Path) -> str:
    index = str(tmp_path / "index")
    assert run("build_index", "--corpus", str(corpus), "--index", index).returncode == 0
    return index


def answered(index: str) -> bool:
    return yinzheng("ask", ASKED, "--index", index).returncode == 0


def test_a_document_goes_and_comes_back_when_its_file_changes(corpus: Path, index: str) -> None:
    assert answered(index)
    result = yinzheng("remove", "甲.txt", "--index", index)
    assert (result.returncode, result.stdout) == (0, "1 removed, 1 left\n")
    assert not answered(index)
    updated = yinzheng("update", "--index", index)
    assert "2 unchanged" in updated.stdout
    assert "1 taken out by you" in updated.stdout
    assert not answered(index)
    (corpus / "甲.txt").write_text(TEXTS["甲.txt"] + "学校另有教师500名。\n", encoding="utf-8")
    assert "1 changed, 1 unchanged" in yinzheng("update", "--index", index).stdout
    assert answered(index)


def test_what_is_not_there_is_not_removed(index: str) -> None:
    refused(yinzheng("remove", "甲.txt", "没有.txt", "--index", index), 1, "'没有.txt'", "yinzheng list")
    assert answered(index)


def test_a_file_by_itself_is_added_and_stays(corpus: Path, index: str, tmp_path: Path) -> None:
    alone = tmp_path / "丙.html"
    alone.write_text(f"<html><body><h1>丙</h1><p>{TEXTS['甲.txt'].replace('青山', '蓝天')}</p></body></html>", "utf-8")
    added = yinzheng("add", str(alone), "--index", index)
    assert "1 read" in added.stdout
    assert "3 documents" in added.stdout
    (corpus / "乙.txt").unlink()
    updated = yinzheng("update", "--index", index)
    assert "1 gone" in updated.stdout
    listed = json.loads(yinzheng("list", "--json", "--index", index).stdout)
    assert {one["source"] for one in listed["documents"]} == {"甲.txt", "丙.html"}


def test_a_folder_that_is_added_is_updated(index: str, tmp_path: Path) -> None:
    more = tmp_path / "更多"
    more.mkdir()
    (more / "丁.txt").write_text(TEXTS["甲.txt"].replace("青山", "白云"), encoding="utf-8")
    assert "1 new" not in yinzheng("update", "--index", index).stdout
    assert yinzheng("add", str(more), "--index", index).returncode == 0
    (more / "戊.txt").write_text(TEXTS["甲.txt"].replace("青山", "黑土"), encoding="utf-8")
    assert "1 new, 3 unchanged" in yinzheng("update", "--index", index).stdout


def test_the_outcome_of_each_file_is_data(corpus: Path, tmp_path: Path) -> None:
    (corpus / "坏.pdf").write_bytes(b"no pdf")
    (corpus / "旧.doc").write_bytes(b"old")
    result = run("build_index", "--corpus", str(corpus), "--index", str(tmp_path / "i"), "--json")
    files = {one["source"]: one for one in json.loads(result.stdout)["files"]}
    assert {name: one["status"] for name, one in files.items()} == {
        "甲.txt": "read",
        "乙.txt": "read",
        "坏.pdf": "failed",
        "旧.doc": "skipped",
    }
    assert "'坏.pdf'" in files["坏.pdf"]["notices"][0]["zh"]


def test_what_would_be_indexed_is_shown(corpus: Path) -> None:
    shown = yinzheng("inspect", str(corpus / "甲.txt")).stdout
    assert "甲.txt: read" in shown
    assert "Institution: 青山职业技术学院" in shown
    assert "引进人才130名" in shown
    refused(yinzheng("inspect", "没有.txt"), 1, "'没有.txt'")
    refused(yinzheng("inspect", "图.jpg"), 1, "'图.jpg'", ".docx")


def test_nothing_is_changed_where_no_index_is(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    refused(yinzheng("remove", "甲.txt", "--index", missing), 1, missing)
    refused(yinzheng("update", "--index", missing), 1, missing)
    assert not Path(missing).exists()


def test_an_index_of_another_encoder_or_format_is_not_lost_to_one_file(
    corpus: Path, index: str, tmp_path: Path
) -> None:
    more = tmp_path / "丙.txt"
    more.write_text(TEXTS["甲.txt"].replace("青山", "蓝天"), encoding="utf-8")
    manifest = Path(index, "manifest.json")
    kept = manifest.read_text(encoding="utf-8")
    for field, value in (("encoder_fingerprint", "0" * 64), ("format_version", 1)):
        manifest.write_text(json.dumps({**json.loads(kept), field: value}), encoding="utf-8")
        for command in (("add", str(more)), ("remove", "甲.txt"), ("update",)):
            refused(yinzheng(*command, "--index", index), 1, index, "build")
    manifest.write_text(kept, encoding="utf-8")
    assert answered(index)
    assert "3 documents" in yinzheng("add", str(more), "--index", index).stdout


def test_what_an_older_version_read_is_read_again_and_nothing_is_lost(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "older"
    (tmp_path / "丙.txt").write_text(TEXTS["甲.txt"].replace("青山", "蓝天"), encoding="utf-8")
    alone = SourceFile(path=tmp_path / "丙.txt", source="丙.txt")
    monkeypatch.setattr("corpus.files.READER_VERSION", 0)
    Index.update(folder, find_files([corpus]), encoder=HashEncoder())
    Index.update(folder, FileList(files=(alone,)), encoder=HashEncoder())
    monkeypatch.undo()
    index, done = Index.update(folder, find_files([corpus]), encoder=HashEncoder())
    assert {one.file.source: one.action for one in done} == {"甲.txt": "changed", "乙.txt": "changed"}
    assert {one.source for one in index.documents()} == {"甲.txt", "乙.txt", "丙.txt"}
