"""A folder as users have it, read as a user has it read: every file, good or bad, comes out as expected."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import corpus.read
from corpus import CorpusError, Outcome, find_files
from index import Encoder, Index, StoreError
from tests.articles import CASES
from tests.collection import SECRET, Collection, make_collection
from tests.test_cli import refused, run, yinzheng

MOST_MEMORY = 1024  # MiB
TEXT = "近日，望江职业技术学院召开党建工作推进会，总结“双带头人”培育工程的经验，部署下一阶段的重点任务。\n"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs names of any bytes, pipes and capabilities")


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build reported of each file, by source, and where its index is."""

    collection: Collection
    index: Path
    files: dict[str, dict[str, object]]
    sources: list[str]
    peak: int  # MiB


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return make_collection(tmp_path_factory.mktemp("collection"))


@pytest.fixture(scope="module", params=["zh_CN.UTF-8", "en_US.UTF-8"])
def built(request: pytest.FixtureRequest, collection: Collection, tmp_path_factory: pytest.TempPathFactory) -> Built:
    target = tmp_path_factory.mktemp("built") / "index"
    result = build(collection, target, language=request.param)
    *complaints, peak = result.stderr.splitlines()
    assert (result.returncode, complaints) == (0, [])
    files = json.loads(result.stdout)["files"]
    return Built(
        collection=collection,
        index=target,
        files={file["source"]: file for file in files},
        sources=[file["source"] for file in files],
        peak=int(peak),
    )


def build(collection: Collection, target: Path, *, language: str = "en_US.UTF-8") -> subprocess.CompletedProcess[str]:
    """Build as on a computer without LibreOffice, which would take 5 s for each of the older files."""
    arguments = ("--json", "--corpus", *map(str, collection.folders), "--index", str(target))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "")
        return run("tests.measured", "build_index", *arguments, language=language)


@pytest.fixture(scope="module")
def index(built: Built, encoder: Encoder) -> Index:
    return Index.open(built.index, encoder=encoder)


def test_every_file_comes_out_as_expected_with_one_message_that_names_it(built: Built) -> None:
    expected = built.collection.expected
    assert len(expected) > 60
    assert sorted(built.sources) == sorted(expected)
    assert {source: built.files[source]["status"] for source in expected} == {
        source: one.status for source, one in expected.items()
    }
    for source, one in expected.items():
        notices = built.files[source]["notices"]
        assert isinstance(notices, list)
        assert len(notices) == (one.status != "read"), notices
        for notice in notices:
            assert (one.en in notice["en"], one.zh in notice["zh"]) == (True, True), notice
            for text in notice.values():
                assert repr(one.named or source) in text
                assert text.isprintable(), text


def test_what_was_read_is_found_with_all_that_is_known_of_it(built: Built, index: Index) -> None:
    titles = {document.source: document.title for document in index.documents()}
    good = {source: one for source, one in built.collection.expected.items() if one.status in ("read", "warned")}
    assert set(titles) == set(good)
    for source, one in good.items():
        found = [passage for passage in index.search(one.fact, 5) if one.fact in "".join(passage.text.split())]
        assert {passage.source for passage in found} == {source}, one.fact
        assert one.title in ("", found[0].title), source
        assert one.institution in ("", found[0].institution), source
        assert found[0].page == one.page or one.status == "warned", source


def test_what_no_reader_sees_is_not_found(index: Index) -> None:
    assert all(SECRET not in f"{passage.title}{passage.heading}{passage.text}" for passage in index.search(SECRET, 500))
    assert all(SECRET not in str(index.document(document.id)) for document in index.documents())


def test_memory_is_bounded_whatever_the_files_are(built: Built) -> None:
    assert built.peak < MOST_MEMORY


def test_a_second_run_reads_nothing_again_but_what_may_be_read_now(built: Built) -> None:
    locked = built.collection.folders[0] / "无权.txt"
    files = json.loads(build(built.collection, built.index).stdout)["files"]
    assert {file["action"] for file in files} == {"unchanged"}
    locked.chmod(0o600)  # which changes neither size nor time
    try:
        files = {file["source"]: file for file in json.loads(build(built.collection, built.index).stdout)["files"]}
    finally:
        locked.chmod(0)
    changed = {source for source, file in files.items() if file["action"] == "changed"}
    assert changed == {"无权.txt"}
    assert "no Chinese character" in files["无权.txt"]["notices"][0]["en"]


def test_the_report_is_one_line_a_message_in_the_language_of_the_user(tmp_path: Path) -> None:
    folder = tmp_path / "文档"
    folder.mkdir()
    (folder / "甲.txt").write_text(TEXT, encoding="utf-8")
    (folder / "换\n行.txt").write_bytes(b"")
    (folder / "半.md").write_text(f'---\ntitle: "半\\ud800字\\e[31m"\n---\n{TEXT}', encoding="utf-8")
    arguments = ("build_index", "--corpus", str(folder), "--index", str(tmp_path / "index"), "--rebuild")
    for language, words, counts in (
        ("en_US.UTF-8", "is empty", "2 read, 1 failed"),
        ("zh", "是空文件", "2 已读, 1 失败"),
    ):
        result = run(*arguments, language=language)
        assert (result.returncode, result.stderr) == (0, "")
        message, found, *_ = result.stdout.splitlines()
        assert words in message
        assert "行.txt" in message
        assert found == counts
    assert "  半 字 [31m" in yinzheng("list", "--index", str(tmp_path / "index")).stdout


def read(path: Path) -> Outcome:
    listing = find_files([path.parent])
    return corpus.read.read_file(next(file for file in listing.files if file.path == path))


def test_a_file_that_goes_after_it_was_listed(tmp_path: Path) -> None:
    path = tmp_path / "甲.txt"
    path.write_text(TEXT, encoding="utf-8")
    file = find_files([tmp_path]).files[0]
    path.unlink()
    outcome = corpus.read.read_file(file)
    assert (outcome.status, len(outcome.notices)) == ("failed", 1)
    assert "'甲.txt' cannot be opened (No such file" in outcome.notices[0].en


@pytest.mark.parametrize(("writes", "status"), [(1, "read"), (9, "failed")])
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int, status: str
) -> None:
    path = tmp_path / "甲.txt"
    path.write_text(TEXT, encoding="utf-8")
    left = iter(range(writes))
    original = corpus.read._read_up_to

    def changing(path: Path, size: int) -> bytes:
        data = original(path, size)
        if next(left, None) is not None:
            path.write_bytes(data + TEXT.encode())
        return data

    monkeypatch.setattr(corpus.read, "_read_up_to", changing)
    outcome = read(path)
    assert outcome.status == status
    if outcome.document:
        assert outcome.document.text == (TEXT * 2).rstrip()
    else:
        assert "being written" in outcome.notices[0].en


def test_no_more_is_read_of_a_file_that_grows_than_of_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus.read, "MAX_TEXT_BYTES", 100)
    read_up_to = corpus.read._read_up_to
    sizes: list[int] = []

    def growing(path: Path, size: int) -> bytes:
        with path.open("ab") as file:
            file.truncate(2**31)
        sizes.append(len(data := read_up_to(path, size)))
        return data

    path = tmp_path / "甲.txt"
    path.write_bytes(b"x")
    monkeypatch.setattr(corpus.read, "_read_up_to", growing)
    assert "2048 MiB" in read(path).notices[0].en
    assert sizes == [2]  # one byte more than there was, which shows that it grows


def test_a_fault_of_the_program_is_a_message_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise RecursionError("too deep \ud800")

    path = tmp_path / "甲.txt"
    path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(corpus.read, "_extract", fail)
    outcome = read(path)
    assert (outcome.status, len(outcome.notices)) == ("failed", 1)
    assert "'甲.txt' cannot be read (RecursionError: too deep \\ud800)" in outcome.notices[0].en
    assert "请" in outcome.notices[0].zh


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'file,title\n"' + b"x" * 200_000, "quotation"),
        (b"x" * 17 * 2**20, "16 MiB"),
        (bytes(range(256)) * 9, "binary"),
    ],
)
def test_a_table_of_metadata_that_is_none_is_one_error(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "metadata.csv").write_bytes(data)
    with pytest.raises(CorpusError, match=reason) as caught:
        find_files([tmp_path])
    assert "'metadata.csv'" in caught.value.notice.zh


@pytest.mark.parametrize("data", [b"", "\ufeff\n\u3000".encode()])
def test_a_table_of_metadata_that_is_empty_says_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "metadata.csv").write_bytes(data)
    assert find_files([tmp_path]).files[0].metadata is None


def test_folders_whose_names_are_not_utf_8_are_one_message(tmp_path: Path) -> None:
    strange = Path(os.fsdecode(os.fsencode(tmp_path) + "/党建".encode("gb18030")))
    strange.mkdir()
    (strange / "甲.txt").write_text(TEXT, encoding="utf-8")
    refused(run("build_index", "--corpus", str(strange), "--index", str(tmp_path / "index")), 1, "UTF-8", "rename")
    refused(run("build_index", "--corpus", str(CASES), "--index", str(strange / "index")), 1, "index")


@contextlib.contextmanager
def disk(folder: Path, kibibytes: int) -> Iterator[None]:
    """Have a disk of some size in a folder."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "yinzheng-test", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("nobody but root can mount a disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


# It is full when the records are copied, and when Tantivy commits
@pytest.mark.parametrize("free", [20, 480])
def test_a_full_disk_is_one_message_and_the_old_index_answers(tmp_path: Path, index_folder: Path, free: int) -> None:
    small = tmp_path / "文档"
    small.mkdir()
    (small / "甲.txt").write_text(TEXT, encoding="utf-8")
    made = tmp_path / "made"
    assert run("build_index", "--corpus", str(small), "--index", str(made)).returncode == 0
    size = sum(-(-path.stat().st_size // 4096) * 4 + 4 for path in made.rglob("*"))
    with disk(tmp_path / "disk", size + free):
        target = tmp_path / "disk" / "index"
        shutil.copytree(made, target)
        arguments = ("build_index", "--corpus", str(small), str(CASES), "--index", str(target))
        result = run(*arguments)
        refused(result, 1, "cannot write the index", "is unchanged")
        assert "No space left on device" in result.stderr or "disk is full" in result.stderr
        assert yinzheng("ask", "望江职业技术学院召开了什么会", "--index", str(target)).stdout.startswith("近日")
        subprocess.run(["mount", "-o", "remount,size=9m", str(tmp_path / "disk")], check=True)
        assert run(*arguments).stdout.splitlines()[-1].startswith("6 documents")


def test_what_was_measured_and_cannot_be_kept_is_one_message(
    tmp_path: Path, index_folder: Path, encoder: Encoder
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(index_folder, folder)
    (folder / "calibration.json.new").mkdir()
    with pytest.raises(StoreError, match="is built, but what was measured on it cannot be kept: Is a directory"):
        Index.open(folder, encoder=encoder).save_calibration({})
