from __future__ import annotations

import io
import stat
import struct
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import CorpusError
from corpus.archive import MAX_PARTS, Member, members, read_member, require_sane_zip

TEXT = "学校党委深入实施双带头人培育工程，教师党支部书记由学术带头人担任。\n" * 20


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def zipped_as_in_gbk(names: list[str]) -> bytes:
    """Return an archive as the Explorer of Chinese Windows packs it: names in GBK, and no flag."""
    stand_ins = [f"{number:0{len(name.encode('gb18030'))}d}" for number, name in enumerate(names)]
    data = zipped({name: TEXT.encode() for name in stand_ins}, zipfile.ZIP_STORED)
    for stand_in, name in zip(stand_ins, names, strict=True):
        data = data.replace(stand_in.encode(), name.encode("gb18030"))
    return data


def with_flag(data: bytes, flag: int) -> bytes:
    """Set a flag of the first entry, in its own header and in the list."""
    patched = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = patched.find(mark) + offset
        patched[at : at + 2] = struct.pack("<H", struct.unpack("<H", patched[at : at + 2])[0] | flag)
    return bytes(patched)


def listed(tmp_path: Path, data: bytes) -> list[Member]:
    path = tmp_path / "文档.zip"
    path.write_bytes(data)
    return list(members(path, source="文档.zip"))


def problems(found: list[Member]) -> dict[str, str]:
    return {member.name: member.problem.en for member in found if member.problem}


def test_files_are_listed_in_order_and_read_by_their_names(tmp_path: Path) -> None:
    found = listed(tmp_path, zipped({"目录/乙.md": TEXT.encode(), "./甲.txt": b"abc", "空.txt": b""}))
    assert [(member.name, member.size, member.problem) for member in found] == [
        ("目录/乙.md", len(TEXT.encode()), None),
        ("甲.txt", 3, None),
        ("空.txt", 0, None),
    ]
    path = tmp_path / "文档.zip"
    assert read_member(path, "目录/乙.md", source="文档.zip", limit=10_000).decode() == TEXT
    assert read_member(path, "甲.txt", source="文档.zip", limit=3) == b"abc"
    assert read_member(path, "空.txt", source="文档.zip", limit=0) == b""


def test_stored_files_are_read_too(tmp_path: Path) -> None:
    listed(tmp_path, zipped({"甲.txt": TEXT.encode()}, zipfile.ZIP_STORED))
    assert read_member(tmp_path / "文档.zip", "甲.txt", source="文档.zip", limit=10_000).decode() == TEXT


def test_an_archive_that_was_replaced_is_listed_anew(tmp_path: Path) -> None:
    listed(tmp_path, zipped({"甲.txt": b"1"}))
    listed(tmp_path, zipped({"乙.txt": b"22"}))
    assert read_member(tmp_path / "文档.zip", "乙.txt", source="文档.zip", limit=10) == b"22"
    with pytest.raises(CorpusError, match=r"holds no file '甲\.txt'"):
        read_member(tmp_path / "文档.zip", "甲.txt", source="文档.zip", limit=10)


def test_data_in_front_of_an_archive_does_no_harm(tmp_path: Path) -> None:
    listed(tmp_path, b"MZ self-extracting" + zipped({"甲.txt": b"abc"}))
    assert read_member(tmp_path / "文档.zip", "甲.txt", source="文档.zip", limit=10) == b"abc"


def test_names_of_chinese_windows_are_decoded(tmp_path: Path) -> None:
    names = ["学校/党建工作总结.txt", "誠乗.txt"]  # the second byte of 誠 is a backslash
    assert "\\" in names[1].encode("gb18030").decode("latin-1")
    found = listed(tmp_path, zipped_as_in_gbk(names))
    assert [(member.name, member.problem) for member in found] == [(name, None) for name in names]
    assert read_member(tmp_path / "文档.zip", names[0], source="文档.zip", limit=10_000).decode() == TEXT


def test_utf8_names_without_the_flag_are_decoded(tmp_path: Path) -> None:
    data = zipped({"工作总结.txt": b"abc"}, zipfile.ZIP_STORED)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark) + offset
        data = data[:at] + b"\0\0" + data[at + 2 :]
    assert [member.name for member in listed(tmp_path, data)] == ["工作总结.txt"]


def test_names_are_composed_and_backslashes_separate_folders(tmp_path: Path) -> None:
    found = listed(tmp_path, zipped({"cafe\u0301.txt": b"1", "目录\\甲.txt": b"2", "目录//乙.txt": b"3"}))
    assert [(member.name, member.problem) for member in found] == [
        ("caf\u00e9.txt", None),
        ("目录/甲.txt", None),
        ("目录/乙.txt", None),
    ]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("../../etc/甲.txt", "etc/甲.txt"),
        ("目录/../../甲.txt", "目录/甲.txt"),
        ("/etc/甲.txt", "etc/甲.txt"),
        ("C:\\Windows\\甲.txt", "C_/Windows/甲.txt"),
        ("\\\\服务器\\甲.txt", "服务器/甲.txt"),
        ("..\\甲.txt", "甲.txt"),
        ("甲\x07.txt", "甲.txt"),
        ("甲\x00.exe.txt", "甲.exe.txt"),
        ("甲\u202etxt.exe", "甲txt.exe"),
        ("目录/..", "目录"),
    ],
)
def test_a_path_that_climbs_out_is_a_problem_and_its_name_is_harmless(tmp_path: Path, written: str, name: str) -> None:
    data = zipped({written.replace("\0", "\x01"): TEXT.encode()}).replace("甲\x01".encode(), "甲\0".encode())
    found = listed(tmp_path, data)
    assert [member.name for member in found] == [name]
    assert "climbs out of the archive; it is not read" in problems(found)[name]
    with pytest.raises(CorpusError, match="climbs out"):
        read_member(tmp_path / "文档.zip", name, source="文档.zip", limit=10_000)


def test_what_is_no_document_is_passed_over(tmp_path: Path) -> None:
    names = ["目录/", "__MACOSX/._甲.txt", ".git/config", "目录/.DS_Store", "~$甲.docx", "Thumbs.db", "甲.txt"]
    assert [member.name for member in listed(tmp_path, zipped(dict.fromkeys(names, b"1")))] == ["甲.txt"]


def test_duplicate_names_get_a_number(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in (
            ("目录/甲.txt", b"1"),
            ("目录/乙.txt", b"2"),
            ("目录\\甲.txt", b"3"),
            ("目录//甲.txt", b"4"),
        ):
            archive.writestr(name, data)
    found = listed(tmp_path, buffer.getvalue())
    names = ["目录/甲.txt", "目录/乙.txt", "目录/甲 (2).txt", "目录/甲 (3).txt"]
    assert [member.name for member in found] == names
    read = [read_member(tmp_path / "文档.zip", name, source="文档.zip", limit=10) for name in names]
    assert read == [b"1", b"2", b"3", b"4"]


@pytest.mark.parametrize("name", ["旧文档.zip", "旧文档.RAR", "旧文档.7z", "旧文档.tar", "旧文档.tar.gz"])
def test_an_archive_in_the_archive_is_a_problem(tmp_path: Path, name: str) -> None:
    found = listed(tmp_path, zipped({name: b"1", "甲.txt": b"2"}))
    assert list(problems(found)) == [name]
    assert "unpack it" in problems(found)[name]


def test_a_link_is_a_problem(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo("链接.txt")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert "is a link" in problems(listed(tmp_path, buffer.getvalue()))["链接.txt"]


def test_an_encrypted_member_is_a_problem_of_its_own(tmp_path: Path) -> None:
    found = listed(tmp_path, with_flag(zipped({"甲.txt": TEXT.encode(), "乙.txt": b"2"}), 1))
    assert list(problems(found)) == ["甲.txt"]
    assert "is encrypted" in problems(found)["甲.txt"]
    with pytest.raises(CorpusError, match="is encrypted"):
        read_member(tmp_path / "文档.zip", "甲.txt", source="文档.zip", limit=10_000)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unusual_method_of_packing_is_a_problem(tmp_path: Path, method: int) -> None:
    data = zipped({"甲.txt": TEXT.encode()}, method)
    assert "expected deflate" in problems(listed(tmp_path, data))["甲.txt"]
    with pytest.raises(CorpusError, match="expected deflate"):
        require_sane_zip(data, source="a.docx")


def test_a_bomb_is_a_problem_but_a_small_file_may_shrink_as_it_likes(tmp_path: Path) -> None:
    found = listed(tmp_path, zipped({"炸弹.txt": b"0" * (2 * 2**20), "小.txt": b"0" * 2**20}))
    assert list(problems(found)) == ["炸弹.txt"]
    assert "unpacks to over 200 times its size" in problems(found)["炸弹.txt"]


def test_no_more_is_unpacked_than_allowed(tmp_path: Path) -> None:
    listed(tmp_path, zipped({"甲.txt": TEXT.encode()}))
    with pytest.raises(CorpusError, match=r"more than the 0\.0 MiB that may be read"):
        read_member(tmp_path / "文档.zip", "甲.txt", source="文档.zip", limit=len(TEXT.encode()) - 1)


def with_sizes(data: bytes, *, unpacked: int | None = None, packed: int | None = None) -> bytes:
    """Let the list of an archive of one entry tell lies about its size."""
    patched = bytearray(data)
    at = patched.find(b"PK\x01\x02")
    for offset, value in ((20, packed), (24, unpacked)):
        if value is not None:
            patched[at + offset : at + offset + 4] = struct.pack("<I", value)
    return bytes(patched)


@pytest.mark.parametrize("unpacked", [0, 5, len(TEXT.encode()) + 1])
def test_a_member_of_another_size_than_stated_is_damaged(tmp_path: Path, unpacked: int) -> None:
    listed(tmp_path, with_sizes(zipped({"甲.txt": TEXT.encode()}), unpacked=unpacked))
    with pytest.raises(CorpusError, match="' is damaged"):
        read_member(tmp_path / "文档.zip", "甲.txt", source="文档.zip", limit=10_000)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_member_is_refused(tmp_path: Path, method: int) -> None:
    data = bytearray(zipped({"甲.txt": TEXT.encode()}, method))
    data[60] ^= 0xFF
    listed(tmp_path, bytes(data))
    with pytest.raises(CorpusError, match="' is damaged"):
        read_member(tmp_path / "文档.zip", "甲.txt", source="文档.zip", limit=10_000)


def test_more_than_4_gib_in_all_is_refused(tmp_path: Path) -> None:
    data = with_sizes(zipped({"甲.txt": b"1"}), unpacked=2**32 - 2, packed=2**31)
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("乙.txt", b"222")
    with pytest.raises(CorpusError, match="more than 4,096 MiB unpacked"):
        listed(tmp_path, buffer.getvalue())


def test_an_archive_that_is_missing_or_none_says_so(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"'没有\.zip' cannot be opened"):
        members(tmp_path / "没有.zip", source="没有.zip")
    with pytest.raises(CorpusError, match="cannot be opened"):
        members(tmp_path, source="目录")
    with pytest.raises(CorpusError, match="is no ZIP archive, or a damaged"):
        listed(tmp_path, b"Rar!\x1a\x07")
    with pytest.raises(CorpusError, match="is no ZIP archive, or a damaged"):
        listed(tmp_path, zipped({"甲.txt": b"1"})[:-30])


def test_a_document_is_sane() -> None:
    require_sane_zip(zipped({"word/document.xml": TEXT.encode()}), source="a.docx")


def many() -> bytes:
    return zipped({str(number): b"" for number in range(MAX_PARTS + 1)}, zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: b"", "'a.docx' is no ZIP archive, or a damaged"),
        (lambda: bytes(100), "is no ZIP archive, or a damaged"),
        (lambda: zipped({"a": TEXT.encode()})[:-30], "is no ZIP archive, or a damaged"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "locked with a password or of an Office format"),
        (lambda: with_flag(zipped({"a": b"1"}), 1), "'a' is encrypted"),
        (lambda: zipped({"a": bytes(2**20 + 1)}), "over 200 times its size"),
        (lambda: with_sizes(zipped({"a": b"1"}), unpacked=2**28 + 1), "more than 256 MiB unpacked"),
        (many, "more than 10,000 entries"),
    ],
)
def test_what_is_no_sane_document_is_refused_in_both_languages(make: Callable[[], bytes], message: str) -> None:
    with pytest.raises(CorpusError, match=message) as caught:
        require_sane_zip(make(), source="a.docx")
    assert "'a.docx'" in caught.value.notice.zh
    assert "请" in caught.value.notice.zh


SAMPLE = zipped({"目录/甲.txt": TEXT.encode(), "乙.txt": b"22"})


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(),
        st.integers(0, len(SAMPLE)).map(lambda end: SAMPLE[:end]),
        st.tuples(st.integers(0, len(SAMPLE) - 1), st.binary(min_size=1, max_size=8)).map(
            lambda change: SAMPLE[: change[0]] + change[1] + SAMPLE[change[0] + len(change[1]) :]
        ),
    )
)
def test_any_bytes_are_an_archive_or_an_error(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(data)
        try:
            require_sane_zip(data, source="a.zip")
        except CorpusError as error:
            assert "'a.zip'" in error.notice.en
        try:
            for member in members(path, source="a.zip"):
                assert not Path(member.name).is_absolute()
                assert ".." not in Path(member.name).parts
                read_member(path, member.name, source="a.zip", limit=100_000)
        except CorpusError as error:
            assert "'a.zip'" in error.notice.en
