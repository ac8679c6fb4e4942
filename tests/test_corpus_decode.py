from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import CorpusError
from corpus.decode import decode

TEXT = (
    "学校党委坚持把政治建设摆在首位，深入学习贯彻新时代党的建设总要求，建立健全党委领导下的校长负责制，落实立德树人根本任务，"
    "全面推进教师党支部书记“双带头人”培育工程，在全国率先开展组织育人综合改革，共有12个党支部入选省级样板支部。"
)
TRADITIONAL = (
    "學校黨委堅持把政治建設擺在首位，深入學習貫徹新時代黨的建設總要求，全面推進教師黨支部書記培育工程，取得明顯成效。"
)
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk", "gb2312"]
# Chinese in the frequencies of real text: pieces of it in any order.
PIECES = [part for part in TEXT.replace("“", "，").replace("”", "，").split("，") if part]
CHINESE = st.lists(st.sampled_from(PIECES), min_size=4, max_size=30).map("，".join)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", [TEXT, TEXT[:30], "# 标题\r\n\r\n" + TEXT[40:80] + "\n"])
def test_the_right_text_without_a_word(encoding: str, text: str) -> None:
    decoded = decode(text.encode(encoding), source="a.txt")
    assert (decoded.text, decoded.notice) == (text, None)


@pytest.mark.parametrize("encoding", ["big5", "big5hkscs", "gbk", "utf-16-le"])
def test_traditional_characters(encoding: str) -> None:
    decoded = decode(TRADITIONAL.encode(encoding), source="a.txt")
    assert (decoded.text, decoded.notice) == (TRADITIONAL, None)


def test_japanese_is_not_read_as_chinese() -> None:
    text = "学校の党組織は先生と学生のためにいろいろな活動をしています。"
    assert decode(text.encode("cp932"), source="a.txt").text == text


@given(CHINESE, st.sampled_from(ENCODINGS))
def test_any_chinese_text_in_any_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), source="a.txt").text == text


@given(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1),
    st.sampled_from(["gb18030", "big5hkscs"]),
)
def test_even_unlikely_characters_are_right_or_doubted_or_refused(text: str, encoding: str) -> None:
    try:
        data = text.encode(encoding)
        decoded = decode(data, source="a.txt")
    except (UnicodeEncodeError, CorpusError):
        return
    has_chinese = any("\u4e00" <= char <= "\u9fff" for char in decoded.text)  # without any, read_file refuses the file
    assert decoded.text == text or decoded.notice is not None or not has_chinese


def test_a_short_text_is_read_with_a_warning_that_names_the_file() -> None:
    decoded = decode("双带头人".encode("gb18030"), source="目录/短.txt")
    assert decoded.text == "双带头人"
    assert decoded.notice is not None
    assert "'目录/短.txt'" in decoded.notice.en
    assert "GB18030" in decoded.notice.en
    assert "UTF-8" in decoded.notice.zh


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode().decode("latin-1").encode(),
        TEXT.encode()[:300].decode("cp1252", "ignore").encode(),
        TEXT.encode("gbk").decode("latin-1").encode(),
        TEXT.encode().decode("gb18030", "replace").encode(),
        TEXT.encode("gbk").decode("utf-8", "replace").encode(),
        TEXT.encode("gbk").decode("big5", "replace").encode(),
        ("锟斤拷" * 20 + TEXT).encode(),
        TEXT.encode()[:-1],
        TEXT.encode()[1:],
        b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1],
        b"\xef\xbb\xbf" + TEXT.encode("gbk"),
        "당위원회는 학교의 사업을 지도하고 교원들의 학습을 조직한다.".encode("euc-kr"),
        "Учебный комитет проводит собрание".encode("cp1251"),
    ],
)
def test_garbled_text_is_refused_with_its_remedy(data: bytes) -> None:
    with pytest.raises(CorpusError, match=r"'a\.txt'.*UTF-8") as error:
        decode(data, source="a.txt")
    assert "'a.txt'" in error.value.notice.zh


def test_single_lost_characters_are_reported_with_their_line() -> None:
    decoded = decode(("第一行\n" + TEXT * 20 + "坏\ufffd字").encode(), source="a.txt")
    assert decoded.notice is not None
    assert "line 2" in decoded.notice.en


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n%\xe2\xe3",
        b"PK\x03\x04\x14\x00",
        b"\x89PNG\r\n\x1a\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"{\\rtf1\\ansi",
        b"\x00\x01\x02\x03" * 50,
        bytes(range(256)) * 4,
        TEXT.encode() + b"\x00\x00",
    ],
)
def test_binary_files_are_refused(data: bytes) -> None:
    with pytest.raises(CorpusError, match=r"'a\.txt'.*(text|UTF-8)"):
        decode(data, source="a.txt")
