"""Read one file into a document.

The modules that do the work are imported when the first file is read: compiling their rules takes 40 ms, which a
question over a finished index does not need.
"""

from __future__ import annotations

import hashlib
import re
import stat
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from corpus.documents import Document
from corpus.errors import CorpusError
from corpus.files import SourceFile
from corpus.outcome import Outcome, cannot_open

if TYPE_CHECKING:
    from corpus.clean import Cleaned
    from corpus.metadata import FrontMatter

# Raised with every change that reads the same file in another way, so that an index knows what it has to read again
READER_VERSION = 1
MAX_FILE_BYTES = 32 * 2**20  # 11 million Chinese characters: a large book has one

_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def read_file(file: SourceFile) -> Outcome:
    """Read one file into a document: decode it, take off its front matter, clean it and find out what it is.

    Never raises for what is in the file; the outcome says what was wrong.
    """
    from corpus.clean import clean
    from corpus.decode import decode
    from corpus.metadata import FrontMatter, split_front_matter

    digest = ""
    try:
        data = _read_bytes(file)
        digest = hashlib.sha256(data).hexdigest()
        decoded = decode(data, source=file.source)
        _require_chinese(decoded.text, file.source)
        markdown = file.path.suffix.lower() == ".md"
        front, text, notice = FrontMatter(), decoded.text, None
        if markdown:
            front, text, notice = split_front_matter(text, source=file.source)
        cleaned = clean(text, markdown=markdown)
        _require_article(cleaned, file.source)
    except CorpusError as error:
        return Outcome(source=file.source, status="failed", notices=(error.notice,), sha256=digest)
    notices = tuple(found for found in (decoded.notice, notice) if found)
    return Outcome(
        source=file.source,
        status="warned" if notices else "read",
        documents=(_describe(file.source, front, cleaned),),
        notices=notices,
        removed=cleaned.removed,
        sha256=digest,
    )


def _read_bytes(file: SourceFile) -> bytes:
    try:
        status = file.path.stat()
        if stat.S_ISREG(status.st_mode) and status.st_size > MAX_FILE_BYTES:
            raise _too_large(file.source, status.st_size)
        data = file.path.read_bytes() if not stat.S_ISFIFO(status.st_mode) else b""
    except OSError as error:
        why = cannot_open(error)
        raise CorpusError(en=f"{file.source!r} {why.en}", zh=f"{file.source!r} {why.zh}") from error
    if not data:
        raise CorpusError(
            en=f"{file.source!r} is empty; expected text. Delete it or save the document again.",
            zh=f"{file.source!r} 是空文件；请删除它，或重新保存文档。",
        )
    return data


def _too_large(source: str, size: int) -> CorpusError:
    megabytes, limit = size / 2**20, MAX_FILE_BYTES // 2**20
    return CorpusError(
        en=f"{source!r} has {megabytes:.0f} MiB, more than the {limit} MiB that one document may have; split it.",
        zh=f"{source!r} 有 {megabytes:.0f} MiB，超过单个文档的上限 {limit} MiB；请拆分后再读取。",
    )


def _require_chinese(text: str, source: str) -> None:
    if not text.strip():
        raise CorpusError(
            en=f"{source!r} contains only white space; expected text. Delete it or save the document again.",
            zh=f"{source!r} 只有空白；请删除它，或重新保存文档。",
        )
    if not _CHINESE.search(text):
        raise CorpusError(
            en=f"{source!r} contains no Chinese character; expected a Chinese document. "
            "If it is Chinese, save it as UTF-8 again; if not, take it out of the folder.",
            zh=f"{source!r} 中没有汉字；应为中文文档。如果原文是中文，请重新保存为 UTF-8；否则请移出该文件夹。",
        )


def _require_article(cleaned: Cleaned, source: str) -> None:
    if not _CHINESE.search(cleaned.text):
        raise CorpusError(
            en=f"{source!r} holds no article, only navigation and page furniture; save the page again with its text.",
            zh=f"{source!r} 中只有导航等页面元素，没有正文；请重新保存网页正文。",
        )


def _describe(source: str, front: FrontMatter, cleaned: Cleaned) -> Document:
    """Put the document together; what its front matter says goes before what its text says."""
    from corpus.metadata import find_aliases, find_institution, find_title

    byline = cleaned.byline
    institution = front.institution or find_institution(cleaned.text, byline)
    aliases = (*front.aliases, *(find_aliases(cleaned.text, institution) if institution else ()))
    return Document(
        source=source,
        text=cleaned.text,
        title=front.title or find_title(cleaned.text) or PurePosixPath(source).stem,
        institution=institution,
        aliases=tuple(dict.fromkeys(aliases)),
        publisher=front.publisher or byline.publisher,
        author=front.author or byline.author,
        date=front.date or byline.date,
        type=front.type,
    )
