from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import corpus.read
from corpus import CorpusError, SourceFile, find_files, read_file

TEXT = "学校党委坚持把政治建设摆在首位，落实“双带头人”培育工程，取得了明显的成效。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "文档"
    folder.mkdir()
    (folder / "甲.txt").write_text(TEXT, encoding="utf-8")
    return folder


def read(path: Path, data: bytes) -> corpus.Outcome:
    path.write_bytes(data)
    return read_file(SourceFile(path=path, source=path.name))


def sources(*folders: Path) -> list[str]:
    return [file.source for file in find_files(folders).files]


def test_files_are_found_in_the_order_of_their_sources(folder: Path) -> None:
    for name in ("b/2.md", "b/1.TXT", "a.md", ".git/x.md", "b/.DS_Store", "~$a.md", "b/Thumbs.db"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(TEXT, encoding="utf-8")
    assert sources(folder) == ["a.md", "b/1.TXT", "b/2.md", "甲.txt"]
    assert find_files([folder]).refused == ()


def test_other_types_are_skipped_with_the_types_that_are_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")  # no LibreOffice
    for name in ("a.exe", "b.jpg", "c", "d.doc"):
        (folder / name).write_bytes(b"x")
    os.mkfifo(folder / "e.txt")
    refused = find_files([folder]).refused
    assert [(outcome.source, outcome.status) for outcome in refused] == [
        (name, "skipped") for name in ("a.exe", "b.jpg", "c", "d.doc", "e.txt")
    ]
    for outcome in refused:
        for text in (outcome.notices[0].en, outcome.notices[0].zh):
            words = {"d.doc": ("--convert-to docx",), "e.txt": ("is a pipe", "是管道")}
            assert any(word in text for word in words.get(outcome.source, (".md .txt",)))
    assert "'a.exe'" in refused[0].notices[0].zh


def test_links_stay_in_the_folder_and_are_read_once(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "外.txt").write_text(TEXT, encoding="utf-8")
    (folder / "out.txt").symlink_to(tmp_path / "外.txt")
    (folder / "up").symlink_to(tmp_path)
    (folder / "in.txt").symlink_to(folder / "甲.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "gone.txt").symlink_to(folder / "没有.txt")
    found = find_files([folder])
    assert [file.source for file in found.files] == ["甲.txt"]
    assert [(outcome.source, outcome.status) for outcome in found.refused] == [
        ("gone.txt", "failed"),
        ("out.txt", "skipped"),
        ("up", "skipped"),
    ]


def test_a_source_that_two_folders_share_gets_its_folders_name(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "其他"
    other.mkdir()
    (other / "甲.txt").write_text(TEXT, encoding="utf-8")
    (other / "乙.txt").write_text(TEXT, encoding="utf-8")
    assert sources(folder, other) == sorted(["乙.txt", "其他/甲.txt", "甲.txt"])
    assert sources(folder, folder) == ["甲.txt"]


def test_file_names_that_are_not_utf_8(folder: Path) -> None:
    for name in ("党建.txt".encode("gb18030"), b"\xff\xff.txt"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(TEXT, encoding="utf-8")
    files = find_files([folder]).files
    assert [file.source for file in files] == ["\\xff\\xff.txt", "党建.txt", "甲.txt"]
    assert all((outcome := read_file(file)).document and outcome.document.id for file in files)


def test_folders_that_cannot_be_used(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"没有.*does not exist"):
        find_files([tmp_path / "没有"])
    with pytest.raises(CorpusError, match="not a folder"):
        find_files([folder / "甲.txt"])
    (folder / "甲.txt").rename(folder / "甲.exe")
    with pytest.raises(CorpusError, match=r"no document to read in '.*文档'.*\.md \.txt") as error:
        find_files([folder])
    assert "没有可读取的文档" in error.value.notice.zh


def test_a_locked_folder_does_not_stop_the_others(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "locked").mkdir()
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = find_files([folder])
    assert [file.source for file in found.files] == ["甲.txt"]
    assert [(outcome.source, outcome.status) for outcome in found.refused] == [("locked", "failed")]
    assert "Permission denied" in found.refused[0].notices[0].en


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t\xe3\x80\x80", "white space"),
        (b"\xef\xbb\xbf", "white space"),
        (b"No Chinese here.", "no Chinese character"),
        (b"PK\x03\x04", "not text"),
        (b"\x00\x01\x02" * 99, "binary"),
        (TEXT.encode()[:-3], "not recognised"),
        ("首页\n当前位置：首页\n".encode(), "no article"),
    ],
)
def test_bad_files_fail_with_one_message_that_names_them(tmp_path: Path, data: bytes, reason: str) -> None:
    outcome = read(tmp_path / "坏的.txt", data)
    assert (outcome.status, outcome.document, len(outcome.notices)) == ("failed", None, 1)
    assert "'坏的.txt'" in outcome.notices[0].en
    assert "'坏的.txt'" in outcome.notices[0].zh
    assert reason in outcome.notices[0].en


def test_files_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (tmp_path, tmp_path / "gone.txt"):
        outcome = read_file(SourceFile(path=path, source="a.txt"))
        assert outcome.status == "failed"
        assert "cannot be opened" in outcome.notices[0].en

    def refuse(path: Path, size: int) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(corpus.read, "_read_up_to", refuse)
    assert "Permission denied" in read_file(SourceFile(path=tmp_path / "a.txt", source="a.txt")).notices[0].en


def test_a_huge_file_fails_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)  # sparse: takes no room on the disk
    monkeypatch.delattr(corpus.read, "_read_up_to")
    outcome = read_file(SourceFile(path=path, source="大.txt"))
    assert outcome.status == "failed"
    assert "200 MiB, more than the 32 MiB" in outcome.notices[0].en


def test_front_matter_goes_before_what_the_text_says(tmp_path: Path) -> None:
    front = "---\ntitle: 案例\ninstitution: 嘉兴职业技术学院\naliases: [红船学院]\ndate: 2022-02\n---\n"
    note = f"{front}# 题目\n来源：某报\n嘉职院。{TEXT}"
    document = read(tmp_path / "a.md", note.encode()).document
    assert document is not None
    assert (document.title, document.institution, document.date) == ("案例", "嘉兴职业技术学院", "2022-02")
    assert (document.aliases, document.publisher) == (("红船学院", "嘉职院"), "某报")
    assert document.text.startswith("# 题目")


def test_warnings_are_kept_with_the_document(tmp_path: Path) -> None:
    outcome = read(tmp_path / "a.md", f"---\ntitle: [\n---\n{TEXT}".encode())
    assert outcome.status == "warned"
    assert outcome.document is not None
    assert outcome.document.text.startswith("title: [")
    assert read(tmp_path / "b.txt", "推进双带头人培育工程。".encode("gbk")).status == "warned"


def test_a_document_without_a_title_is_named_after_its_file(tmp_path: Path) -> None:
    document = read(tmp_path / "会议记录.txt", TEXT.encode()).document
    assert document is not None
    assert document.title == "会议记录"


def test_reading_twice_gives_the_same_document(folder: Path) -> None:
    file = find_files([folder]).files[0]
    assert read_file(file) == read_file(file)


def test_importing_the_package_is_light() -> None:
    heavy = "{'yaml', 'charset_normalizer', 'langchain_text_splitters', 'corpus.rules', 'corpus.headings'}"
    code = f"import corpus, sys; print(sorted({heavy} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_exported_names_are_sorted_and_complete() -> None:
    assert corpus.__all__ == sorted(corpus.__all__)
    assert all(hasattr(corpus, name) for name in corpus.__all__)


def test_a_text_that_is_only_a_title_is_not_indexed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("青山职业技术学院党建工作总结\n", encoding="utf-8")
    outcome = read_file(SourceFile(path=tmp_path / "a.txt", source="a.txt"))
    assert (outcome.status, outcome.document) == ("skipped", None)
    assert "nothing under it" in outcome.notices[0].en
