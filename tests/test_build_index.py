"""build_index.py, as a user runs it."""

from __future__ import annotations

import re
from pathlib import Path

from index import DEFAULT_ENCODER, Index, load_encoder
from tests.articles import CASES, SEEDS
from tests.test_cli import refused, run


def test_the_bundled_notes_and_the_articles_build_without_a_warning(tmp_path: Path) -> None:
    arguments = ("--corpus", str(CASES), str(SEEDS), "--index", str(tmp_path / "index"))
    result = run("build_index", *arguments)
    assert (result.returncode, result.stderr) == (0, "")
    files = len([*CASES.glob("*.md"), *SEEDS.glob("*.txt")])
    read, cut, built = result.stdout.splitlines()
    assert read == f"{files} read"
    assert re.fullmatch(r"\d+ pieces of page furniture cut from \d files \(--verbose lists them\)", cut)
    assert built.startswith(f"{files} documents, ")
    listed = run("build_index", *arguments, "--verbose", "--rebuild", language="zh_CN.UTF-8").stdout
    assert "网页杂项" in listed
    assert "相关阅读" in listed
    assert "长春职业技术学院探索职教援外新路径" in listed


def test_one_bad_file_never_stops_the_rest(tmp_path: Path) -> None:
    corpus = tmp_path / "语料"
    (corpus / "sub").mkdir(parents=True)
    (corpus / "好.txt").write_text("嘉兴职业技术学院实施“双带头人”培育计划。", encoding="gb18030")
    (corpus / "sub" / "好.md").write_text("---\ntitle: 甲\n---\n\n## 一\n\n甲校推进三全育人。", encoding="utf-8-sig")
    (corpus / "empty.txt").write_bytes(b"")
    (corpus / "binary.txt").write_bytes(bytes(range(256)) * 64)
    (corpus / "english.txt").write_text("No Chinese here at all.", encoding="utf-8")
    (corpus / "page.exe").write_text("<p>学校</p>", encoding="utf-8")
    with (corpus / "huge.txt").open("wb") as file:
        file.truncate(200 * 2**20)
    (tmp_path / "outside.txt").write_text("外面的文档。", encoding="utf-8")
    (corpus / "link.txt").symlink_to(tmp_path / "outside.txt")
    result = run("build_index", "--corpus", str(corpus), "--index", str(tmp_path / "index"))
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    for name in ("empty.txt", "binary.txt", "english.txt", "page.exe", "huge.txt", "link.txt"):
        assert sum(repr(name) in line for line in lines) == 1, (name, lines)
    assert "2 read, 2 skipped, 4 failed" in lines
    index = Index.open(tmp_path / "index", encoder=load_encoder(DEFAULT_ENCODER))
    assert [info.source for info in index.documents()] == ["sub/好.md", "好.txt"]


def test_what_cannot_be_built_is_one_message_and_nothing_is_lost(tmp_path: Path, index_folder: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (tmp_path / "file.txt").write_text("文字。", encoding="utf-8")
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "mine.docx").write_bytes(b"mine")
    before = sorted(path.name for path in index_folder.iterdir())
    target = str(index_folder)
    refused(run("build_index", "--corpus", str(tmp_path / "nowhere"), "--index", target), 1, "nowhere")
    refused(run("build_index", "--corpus", str(empty), "--index", target), 1, "empty", ".md .txt")
    refused(run("build_index", "--corpus", str(tmp_path / "file.txt"), "--index", target), 1, "file.txt")
    refused(run("build_index", "--index", str(strange)), 1, "strange", "mine.docx")
    refused(run("build_index", "--index", target, "--encoder", str(empty)), 1, "empty")
    assert sorted(path.name for path in index_folder.iterdir()) == before
    assert (strange / "mine.docx").read_bytes() == b"mine"
