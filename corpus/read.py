"""Read one file into documents.

The modules that do the work are imported when the first file is read: compiling their rules takes 40 ms, which a
question over a finished index does not need, and the libraries behind each format take longer.
"""

from __future__ import annotations

import hashlib
import re
import stat
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from corpus.documents import Document
from corpus.errors import CorpusError, Notice
from corpus.files import SourceFile
from corpus.outcome import Outcome, cannot_open, without_document

if TYPE_CHECKING:
    from corpus.clean import Cleaned
    from corpus.extracted import Extracted
    from corpus.metadata import FrontMatter

MAX_TEXT_BYTES = 32 * 2**20  # 11 million Chinese characters: a large book has one
MAX_FILE_BYTES = 128 * 2**20  # of formats that hold pictures
_TEXT = frozenset((".md", ".txt", ".csv", ".html", ".htm"))
_ATTEMPTS = 3  # at a file that changes while it is read

_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def read_file(file: SourceFile) -> Outcome:
    """Read one file into a document, or into one for each row of a table.

    Never raises for what is in the file; the outcome says what was wrong.
    """
    digest = ""
    try:
        data = _read_bytes(file)
        digest = hashlib.sha256(data).hexdigest()
        outcome = _read_rows(data, file) if file.column else _read_whole(data, file)
    except CorpusError as error:
        outcome = Outcome(source=file.source, status="failed", notices=(error.notice,))
    except Exception as error:  # one file must not stop the reading of all others
        outcome = _unforeseen(file.source, error)
    return Outcome(
        source=file.source,
        status=outcome.status,
        documents=outcome.documents,
        notices=outcome.notices,
        removed=outcome.removed,
        sha256=digest,
    )


def _unforeseen(source: str, error: Exception) -> Outcome:
    reason = f"{type(error).__name__}: {error}"[:200].encode("utf-8", "backslashreplace").decode()
    return without_document(
        source,
        "failed",
        en=f"cannot be read ({reason}), a fault of this program; save it in another format, and report it.",
        zh=f"无法读取（{reason}），这是程序的缺陷；请另存为其他格式，并反馈此问题。",
    )


def _read_whole(data: bytes, file: SourceFile) -> Outcome:
    from corpus.metadata import FrontMatter, split_front_matter

    extracted = _extract(data, file)
    _require_chinese(extracted.text, file.source)
    front, text, notice = FrontMatter(), extracted.text, None
    markdown = file.suffix == ".md"
    if markdown:
        front, text, notice = split_front_matter(text, source=file.source)
    return _judged(
        file.source,
        text,
        extracted=extracted,
        front=(file.metadata or FrontMatter()).or_else(front),
        notices=tuple(found for found in (*extracted.notices, notice) if found),
        markdown=markdown,
    )


def _read_rows(data: bytes, file: SourceFile) -> Outcome:
    """Read each row of a table as a document; those without an article are left out."""
    from corpus.extracted import Extracted
    from corpus.metadata import FrontMatter, front_matter
    from corpus.sheets import read_rows

    rows = [
        _judged(
            f"{file.source}#{row.number}",
            row.text,
            extracted=Extracted(text=row.text),
            front=front_matter(row.fields).or_else(file.metadata or FrontMatter()),
        )
        for row in read_rows(data, source=file.source, column=file.column)
    ]
    notices = tuple(notice for row in rows for notice in row.notices)
    return Outcome(
        source=file.source,
        status="warned" if notices else "read",
        documents=tuple(document for row in rows for document in row.documents),
        notices=notices,
        removed=tuple(removal for row in rows for removal in row.removed),
    )


def _judged(
    source: str,
    text: str,
    *,
    extracted: Extracted,
    front: FrontMatter,
    notices: tuple[Notice, ...] = (),
    markdown: bool = False,
) -> Outcome:
    """Clean a text and make a document of it, unless it is no article."""
    from corpus.clean import clean
    from corpus.quality import judge

    cleaned = clean(text, markdown=markdown)
    removed = (*extracted.removed, *cleaned.removed)
    if not _CHINESE.search(cleaned.text):
        raise _no_article(source)
    found = judge(cleaned.text, source=source) or _only_a_title(cleaned.text, source)
    if found:
        return Outcome(source=source, status="skipped", notices=(*notices, found), removed=removed)
    return Outcome(
        source=source,
        status="warned" if notices else "read",
        documents=(_describe(source, front, extracted, cleaned),),
        notices=notices,
        removed=removed,
    )


def _extract(data: bytes, file: SourceFile) -> Extracted:
    """Return the text of a file by its format."""
    from corpus import formats

    return formats.extract(data, suffix=file.suffix, source=file.source)


def _read_bytes(file: SourceFile) -> bytes:
    limit = MAX_TEXT_BYTES if file.suffix in _TEXT else MAX_FILE_BYTES
    if file.member:
        from corpus.archive import read_member

        data = read_member(file.path, file.member, source=file.source, limit=limit)
    else:
        data = _read_unchanged(file, limit)
    if not data:
        raise CorpusError(
            en=f"{file.source!r} is empty; expected text. Delete it or save the document again.",
            zh=f"{file.source!r} 是空文件；请删除它，或重新保存文档。",
        )
    return data


def _read_unchanged(file: SourceFile, limit: int) -> bytes:
    """Return the bytes of a file that did not change meanwhile."""
    try:
        for _ in range(_ATTEMPTS):
            before = file.path.stat()
            if stat.S_ISREG(before.st_mode) and before.st_size > limit:
                raise _too_large(file.source, before.st_size, limit)
            # room for so much is made at once: 32 MiB for a page of 2 KB takes longer than all the rest
            size = before.st_size if stat.S_ISREG(before.st_mode) else limit
            data = _read_up_to(file.path, size + 1) if not stat.S_ISFIFO(before.st_mode) else b""
            after = file.path.stat()
            same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
            if same and len(data) <= limit:
                return data
    except OSError as error:
        why = cannot_open(error)
        raise CorpusError(en=f"{file.source!r} {why.en}", zh=f"{file.source!r} {why.zh}") from error
    raise CorpusError(
        en=f"{file.source!r} is being written by another program; read it again when that has finished.",
        zh=f"{file.source!r} 正在被其他程序写入；请等写入完成后再读取。",
    )


def _read_up_to(path: Path, size: int) -> bytes:
    """Read a file that may grow meanwhile, or be a device that never ends."""
    with path.open("rb") as file:
        return file.read(size)


def _too_large(source: str, size: int, limit: int) -> CorpusError:
    megabytes, most = size / 2**20, limit // 2**20
    return CorpusError(
        en=f"{source!r} has {megabytes:.0f} MiB, more than the {most} MiB that one document may have; split it.",
        zh=f"{source!r} 有 {megabytes:.0f} MiB，超过单个文档的上限 {most} MiB；请拆分后再读取。",
    )


def _require_chinese(text: str, source: str) -> None:
    if not text.strip():
        raise CorpusError(
            en=f"{source!r} contains no text, only white space; expected text. Delete it or save the document again.",
            zh=f"{source!r} 没有文字，只有空白；请删除它，或重新保存文档。",
        )
    if not _CHINESE.search(text):
        raise CorpusError(
            en=f"{source!r} contains no Chinese character; expected a Chinese document. "
            "If it is Chinese, save it as UTF-8 again; if not, take it out of the folder.",
            zh=f"{source!r} 中没有汉字；应为中文文档。如果原文是中文，请重新保存为 UTF-8；否则请移出该文件夹。",
        )


def _no_article(source: str) -> CorpusError:
    return CorpusError(
        en=f"{source!r} holds no article, only navigation and page furniture; save the page again with its text.",
        zh=f"{source!r} 中只有导航等页面元素，没有正文；请重新保存网页正文。",
    )


def _only_a_title(text: str, source: str) -> Notice | None:
    """Say of a text that it has nothing under its title, so that nothing of it could be quoted."""
    from corpus.metadata import find_title

    line = text.strip()
    if "\n" in line or line.endswith(("！", "？", "!", "?", "…", "”", "）")) or find_title(line) is None:
        return None
    return Notice(
        en=f"{source!r} holds a title and nothing under it; save the document again with its text.",
        zh=f"{source!r} 只有标题，没有正文；请重新保存带正文的文档。",
    )


def _describe(source: str, front: FrontMatter, extracted: Extracted, cleaned: Cleaned) -> Document:
    """Put the document together.

    What its front matter or the table of metadata says goes before what the file says of itself, and that before what
    its text says.
    """
    from corpus.metadata import find_aliases, find_institution, find_title, iso_date, one_line

    byline = cleaned.byline
    institution = front.institution or extracted.institution or find_institution(cleaned.text, byline)
    aliases = (*front.aliases, *(find_aliases(cleaned.text, institution) if institution else ()))
    return Document(
        source=source,
        text=cleaned.text,
        title=front.title or one_line(extracted.title or find_title(cleaned.text) or "") or PurePosixPath(source).stem,
        institution=institution,
        aliases=tuple(dict.fromkeys(aliases)),
        publisher=front.publisher or extracted.publisher or byline.publisher,
        author=front.author or extracted.author or byline.author,
        date=front.date or iso_date(extracted.date) or byline.date,
        type=front.type,
        page_starts=cleaned.page_starts,
    )
