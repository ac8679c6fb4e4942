"""metadata.csv, archives, tables of documents and pages: what a folder says about the files in it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import CorpusError, Document, chunk_document, find_files, read_file
from corpus.clean import clean
from corpus.extracted import PAGE_BREAK

TEXT = "甲校推进三全育人综合改革，引进人才130名。学校建成了五个名师工作室，获评省级示范。"


def read(folder: Path, *, column: str = "") -> dict[str, Document]:
    outcomes = [read_file(file) for file in find_files([folder], column=column).files]
    return {document.source: document for outcome in outcomes for document in outcome.documents}


def test_the_table_goes_before_what_the_file_says(tmp_path: Path) -> None:
    (tmp_path / "案例").mkdir()
    note = f"---\ntitle: 文件里的标题\ndate: 2020-01-02\n---\n{TEXT}"
    (tmp_path / "案例" / "甲.md").write_text(note, encoding="utf-8")
    (tmp_path / "乙.txt").write_text(TEXT, encoding="utf-8")
    table = "文件,标题,学校,简称\n案例\\甲.md,表里的标题,甲职业技术学院,甲职院\n没有.txt,无,无,\n"
    (tmp_path / "metadata.csv").write_bytes(table.encode("gb18030"))
    documents = read(tmp_path)
    assert set(documents) == {"案例/甲.md", "乙.txt"}
    found = documents["案例/甲.md"]
    assert (found.title, found.institution, found.date) == ("表里的标题", "甲职业技术学院", "2020-01-02")
    assert found.aliases == ("甲职院",)
    assert documents["乙.txt"].institution is None


def test_a_table_without_a_column_for_the_files_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "metadata.csv").write_text("名字,标题\n甲.txt,题\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="has no column 'file'"):
        find_files([tmp_path])


def test_files_in_an_archive_are_named_after_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "案例.zip", "w") as archive:
        archive.writestr("2021/甲.txt", TEXT)
        archive.writestr("../上.txt", TEXT)
        archive.writestr("图.jpg", b"x")
    listing = find_files([tmp_path])
    assert [file.source for file in listing.files] == ["案例.zip/2021/甲.txt"]
    assert {outcome.source.rsplit("/", 1)[-1] for outcome in listing.refused} == {"上.txt", "图.jpg"}
    assert read(tmp_path)["案例.zip/2021/甲.txt"].text == TEXT


def test_a_damaged_archive_is_one_failure(tmp_path: Path) -> None:
    (tmp_path / "坏.zip").write_bytes(b"PK\x03\x04 no archive")
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8")
    listing = find_files([tmp_path])
    assert [(outcome.source, outcome.status) for outcome in listing.refused] == [("坏.zip", "failed")]


def test_each_row_of_a_table_can_be_a_document(tmp_path: Path) -> None:
    rows = f"标题,学校,正文\n案例一,甲职业技术学院,{TEXT}\n案例二,乙职业技术学院,乙校{TEXT}\n"
    (tmp_path / "案例.csv").write_text(rows, encoding="utf-8")
    documents = read(tmp_path, column="正文")
    assert [(one.source, one.title, one.institution) for one in documents.values()] == [
        ("案例.csv#2", "案例一", "甲职业技术学院"),
        ("案例.csv#3", "案例二", "乙职业技术学院"),
    ]
    whole = read(tmp_path)
    assert set(whole) == {"案例.csv"}
    assert "标题：案例一；学校：甲职业技术学院" in whole["案例.csv"].text


def test_a_chunk_knows_its_page() -> None:
    pages = [f"第{number}页说明甲校引进人才{number}名。" * 20 for number in ("一", "二", "三")]
    cleaned = clean(("\n" + PAGE_BREAK).join(pages))
    document = Document(source="a", title="", text=cleaned.text, page_starts=cleaned.page_starts)
    assert len(cleaned.page_starts) == 3
    assert PAGE_BREAK not in cleaned.text
    for chunk in chunk_document(document):
        assert chunk.page == "一二三".index(chunk.text[1]) + 1


@given(st.lists(st.text(alphabet=f"甲乙丙。 \n{PAGE_BREAK}", max_size=30), max_size=8))
def test_pages_begin_where_their_words_do(parts: list[str]) -> None:
    text = "\n".join(parts)
    cleaned = clean(text)
    assert PAGE_BREAK not in cleaned.text
    assert len(cleaned.page_starts) == (text.count(PAGE_BREAK) + 1 if PAGE_BREAK in text else 0)
    assert list(cleaned.page_starts) == sorted(cleaned.page_starts)
    assert all(0 <= start <= len(cleaned.text) for start in cleaned.page_starts)
    if not cleaned.removed:
        for number, start in enumerate(cleaned.page_starts[1:], start=1):
            before = "".join(PAGE_BREAK.join(text.split(PAGE_BREAK)[:number]).split()).replace(PAGE_BREAK, "")
            assert "".join(cleaned.text[:start].split()) == before
