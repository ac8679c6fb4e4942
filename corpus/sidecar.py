"""A table of metadata beside the documents: ``metadata.csv`` in a corpus folder, which goes before what files say."""

from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path

from corpus.errors import CorpusError
from corpus.outcome import cannot_open

SIDECAR = "metadata.csv"
_MAX_BYTES = 16 * 2**20  # 100,000 files
_FILE = ("file", "source", "filename", "文件", "文件名", "路径")
# Of a column's name -> the field of `FrontMatter`
_FIELDS = {
    **dict.fromkeys(("title", "标题", "题目"), "title"),
    **dict.fromkeys(("institution", "school", "学校", "院校", "单位", "机构"), "institution"),
    **dict.fromkeys(("aliases", "alias", "简称", "别名"), "aliases"),
    **dict.fromkeys(("publisher", "来源", "媒体", "发布单位"), "publisher"),
    **dict.fromkeys(("author", "作者"), "author"),
    **dict.fromkeys(("date", "日期", "时间", "发布日期"), "date"),
    **dict.fromkeys(("type", "类型", "类别"), "type"),
}


def read_sidecar(folder: Path) -> dict[str, dict[str, str]]:
    """Return the fields of each file, by its path relative to the folder; none if there is no table.

    Raises:
        CorpusError: If it is no table, or has no column for the files.
    """
    text = _text_of(folder)
    return _fields_of(text, folder) if text.strip() else {}


def _text_of(folder: Path) -> str:
    from corpus.decode import decode

    try:
        with (folder / SIDECAR).open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        why = cannot_open(error)
        raise CorpusError(en=f"{SIDECAR!r} {why.en}", zh=f"{SIDECAR!r} {why.zh}") from error
    if len(data) > _MAX_BYTES:
        raise _no_table(folder)
    return decode(data, source=SIDECAR).text if data.strip() else ""


def _no_table(folder: Path) -> CorpusError:
    return CorpusError(
        en=f"{SIDECAR!r} in {str(folder)!r} is no table of at most {_MAX_BYTES >> 20} MiB; close its quotation"
        " marks and save it as CSV again, or give it another name.",
        zh=f"{str(folder)!r} 中的 {SIDECAR!r} 不是表格，或超过 {_MAX_BYTES >> 20} MiB；"
        "请检查引号并重新保存为 CSV，或改用其他文件名。",
    )


def _fields_of(text: str, folder: Path) -> dict[str, dict[str, str]]:
    try:
        rows = [*csv.reader(io.StringIO(text))]
    except csv.Error as error:  # a quotation mark that is not closed makes a cell of all that follows
        raise _no_table(folder) from error
    header = [name.strip().lower() for name in rows[0]]
    place = next((place for place, name in enumerate(header) if name in _FILE), None)
    if place is None:
        raise CorpusError(
            en=f"{SIDECAR!r} in {str(folder)!r} has no column 'file' (columns: {', '.join(header)}); its first line has"
            " to name the columns: file, title, institution, aliases, publisher, author, date, type.",
            zh=f"{str(folder)!r} 中的 {SIDECAR!r} 没有“文件”列（现有列：{'、'.join(header)}）；"
            "第一行应为列名：文件、标题、学校、简称、来源、作者、日期、类型。",
        )
    found = {}
    for row in rows[1:]:
        if len(row) > place and row[place].strip():
            cells = zip(header, row, strict=False)
            name = unicodedata.normalize("NFC", row[place].strip().replace("\\", "/"))
            found[name] = {
                _FIELDS[column]: cell.strip() for column, cell in cells if column in _FIELDS and cell.strip()
            }
    return found
