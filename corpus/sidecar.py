"""A table of metadata beside the documents: ``metadata.csv`` in a corpus folder, which goes before what files say."""

from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path

from corpus.errors import CorpusError
from corpus.outcome import cannot_open

SIDECAR = "metadata.csv"
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
    from corpus.decode import decode

    try:
        data = (folder / SIDECAR).read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        why = cannot_open(error)
        raise CorpusError(en=f"{SIDECAR!r} {why.en}", zh=f"{SIDECAR!r} {why.zh}") from error
    if not data.strip():
        return {}
    rows = [*csv.reader(io.StringIO(decode(data, source=SIDECAR).text))]
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
