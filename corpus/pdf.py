"""Read a PDF: its text as a reader of its pages reads it.

The way of a page: characters (pdf_glyphs), runs of them that a reader sees (pdf_page, pdf_look), rows without what runs
along the edges of all pages (pdf_rows), columns (pdf_columns), lines (pdf_lines), paragraphs (pdf_paragraphs).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from corpus.errors import CorpusError, Notice
from corpus.extracted import PAGE_BREAK, Extracted

if TYPE_CHECKING:
    from corpus.pdf_page import Page, Run
    from corpus.pdf_paragraphs import Paragraph

MAX_PAGES = 3_000
MAX_CHARACTERS = 12_000_000  # a text file of the largest size has 11 million

_SCAN = 20  # characters at most on a page that is a picture without its text
_GARBLED = 0.1  # of all characters; bullets without a meaning are fewer
_HEAD = 2_000  # characters, in which the title of the properties has to stand if the text has one itself
_LONGEST_TITLE, _LONGEST_AUTHOR = 120, 40
_MOST_RANGES = 20  # of pages, named in a notice

_PDFIUM = Lock()  # pdfium may be used by one thread at a time

_CHINESE = re.compile(r"[\u3400-\u9fff]")
# What programs and copies of Windows write into the properties of a file
_NO_TITLE = re.compile(
    r"(?:Microsoft|WPS|PowerPoint)\b.*|.*\.(?:docx?|pdf|wps|pptx?|xlsx?|txt|indd|html?)|"
    r"(?:新建|无标题|未命名|文档|幻灯片|演示文稿).{0,20}",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(r".*(?:用户|管理员|电脑|系统|之家|花园|木风|番茄|深度).*|作者|佚名|未知|匿名")


def read_pdf(data: bytes, *, source: str) -> Extracted:
    """Read a PDF; ``source`` names it in messages.

    Raises:
        CorpusError: The file is damaged, locked with a password or too long, or holds no text that can be read.
    """
    from corpus.pdf_columns import read_blocks
    from corpus.pdf_lines import lines_of
    from corpus.pdf_paragraphs import paragraphs_of
    from corpus.pdf_rows import cut_running
    from corpus.pdf_streams import require_sane_streams

    require_sane_streams(data, source=source)
    with _PDFIUM:
        file = _read_file(data, source)
    _require_meaning(file.pages, source)
    kept, removed = cut_running(file.pages)
    scans = [i for i, page in enumerate(file.pages) if page.picture and _length(kept[i].runs) <= _SCAN]
    _require_text(kept, scans, source)
    paragraphs = paragraphs_of(lines_of(read_blocks([page.runs for page in kept])))
    text = _text(paragraphs, [page.tilted for page in kept])
    return Extracted(
        text=text,
        title=_title(file.title, text, has_title=any(each.level == 1 for each in paragraphs)),
        author=_author(file.author),
        removed=removed,
        notices=(
            *((_some_scans(scans, len(kept), source),) if scans else ()),
            *((_recognised(file.recognised, source),) if file.recognised else ()),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    title: str
    author: str
    pages: tuple[Page, ...]
    recognised: tuple[int, ...]  # those that were read by OCR


def _read_file(data: bytes, source: str) -> _File:
    import pypdfium2

    from corpus.pdf_page import read_page

    try:
        with pypdfium2.PdfDocument(data) as document:
            _require_pages(len(document), source)
            pages: list[Page] = []
            length = 0
            for i in range(len(document)):
                pages.append(read_page(document, i))
                length += _length(pages[-1].runs)
                _require_length(length, source)
            recognised = _recognise(document, pages)
            title, author = (document.get_metadata_value(key) for key in ("Title", "Author"))
        return _File(title=title, author=author, pages=tuple(pages), recognised=recognised)
    except CorpusError:
        raise
    except Exception as error:  # pdfium's own, and what odd numbers in a file lead to
        if getattr(error, "err_code", None) in (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY):
            raise _locked(source) from error
        raise _damaged(source) from error


def _recognise(document: Any, pages: list[Page]) -> tuple[int, ...]:
    """Read the pages that are pictures by OCR if it is installed; return which were read so."""
    from corpus.pdf_ocr import can_read_scans, read_scan

    scans = [i for i, page in enumerate(pages) if page.picture and _length(page.runs) <= _SCAN]
    if not scans or not can_read_scans():
        return ()
    for i in scans:
        runs = read_scan(document, i)
        pages[i] = replace(pages[i], runs=runs, picture=not runs)
    return tuple(i for i in scans if not pages[i].picture)


def _length(runs: Sequence[Run]) -> int:
    return sum(len(run.text) for run in runs)


def _locked(source: str) -> CorpusError:
    return CorpusError(
        en=f"{source!r} is locked with a password; open it, save it as a PDF without a password and add that.",
        zh=f"{source!r} 已用密码加密；请打开后另存或打印为不带密码的 PDF，再加入。",
    )


def _damaged(source: str) -> CorpusError:
    return CorpusError(
        en=f"{source!r} cannot be read as a PDF: it is damaged or cut off, or of another type; "
        "download or export it again.",
        zh=f"{source!r} 无法作为 PDF 读取：文件已损坏、不完整，或不是 PDF；请重新下载或导出。",
    )


def _require_pages(count: int, source: str) -> None:
    if count > MAX_PAGES:
        raise CorpusError(
            en=f"{source!r} has {count:,} pages, more than the {MAX_PAGES:,} that one document may have; split it.",
            zh=f"{source!r} 有 {count:,} 页，超过单个文档的上限 {MAX_PAGES:,} 页；请拆分后再读取。",
        )
    if count == 0:
        raise _damaged(source)


def _require_length(length: int, source: str) -> None:
    if length > MAX_CHARACTERS:
        raise CorpusError(
            en=f"{source!r} has more than the {MAX_CHARACTERS:,} characters that one document may have; split it.",
            zh=f"{source!r} 超过单个文档的上限 {MAX_CHARACTERS:,} 个字符；请拆分后再读取。",
        )


def _require_meaning(pages: Sequence[Page], source: str) -> None:
    if sum(page.meaningless for page in pages) > _GARBLED * sum(_length(page.runs) for page in pages):
        raise CorpusError(
            en=f"{source!r} holds text whose fonts have no Unicode map, so its characters are unknown; export it "
            "again with embedded fonts, or read its pages by OCR: `ocrmypdf --force-ocr in.pdf out.pdf`.",
            zh=f"{source!r} 的字体缺少 Unicode 映射，无法得知其中的文字；请嵌入字体后重新导出，"
            "或用 OCR 识别：`ocrmypdf --force-ocr -l chi_sim in.pdf out.pdf`。",
        )


def _require_text(pages: Sequence[Page], scans: Sequence[int], source: str) -> None:
    read = set(range(len(pages))) - set(scans)
    if any(pages[i].runs or pages[i].tilted for i in read):
        return
    if scans:
        raise CorpusError(
            en=f"{source!r} is a scan without text: {len(scans):,} pages of pictures; read it by OCR: "
            "`pip install 'yinzheng[ocr]'`, or `ocrmypdf -l chi_sim in.pdf out.pdf` and add that file.",
            zh=f"{source!r} 是没有文字层的扫描件，共 {len(scans):,} 页图片；请用 OCR 识别："
            "`pip install 'yinzheng[ocr]'`，或运行 `ocrmypdf -l chi_sim in.pdf out.pdf` 后加入新文件。",
        )
    raise CorpusError(
        en=f"{source!r} holds no text on its {len(pages):,} pages; expected text that can be selected. If its letters "
        "are drawings, read it by OCR: `pip install 'yinzheng[ocr]'`, or `ocrmypdf -l chi_sim in.pdf out.pdf`.",
        zh=f"{source!r} 的 {len(pages):,} 页中没有文字；应有可选取的文字。如果文字已转为图形，请用 OCR 识别："
        "`pip install 'yinzheng[ocr]'`，或运行 `ocrmypdf -l chi_sim in.pdf out.pdf`。",
    )


def _some_scans(scans: Sequence[int], pages: int, source: str) -> Notice:
    numbers = _ranges(scans)
    return Notice(
        en=f"{source!r}: of {pages:,} pages, these are pictures without text and were not read: {numbers}. "
        "To read them by OCR: `pip install 'yinzheng[ocr]'`, or `ocrmypdf --skip-text -l chi_sim in.pdf out.pdf`.",
        zh=f"{source!r} 共 {pages:,} 页，其中以下页是没有文字层的图片，未能读取：{numbers}。"
        "可用 OCR 识别：`pip install 'yinzheng[ocr]'`，或运行 `ocrmypdf --skip-text -l chi_sim in.pdf out.pdf`。",
    )


def _recognised(pages: Sequence[int], source: str) -> Notice:
    numbers = _ranges(pages)
    return Notice(
        en=f"{source!r}: these pages are pictures and were read by OCR, which makes mistakes: {numbers}. Compare what "
        "you quote from them with the page.",
        zh=f"{source!r} 的以下页是图片，文字由 OCR 识别，可能有误：{numbers}。引用时请与原页核对。",
    )


def _ranges(indexes: Sequence[int]) -> str:
    """Return the numbers of pages in short: (0, 1, 2, 6) -> "1-3, 7"."""
    ranges: list[list[int]] = []
    for i in indexes:
        if ranges and ranges[-1][1] == i:
            ranges[-1][1] = i + 1
        else:
            ranges.append([i + 1, i + 1])
    named = [f"{first}-{last}" if first < last else f"{first}" for first, last in ranges[:_MOST_RANGES]]
    return ", ".join([*named, "…"] if len(ranges) > _MOST_RANGES else named)


def _text(paragraphs: Sequence[Paragraph], tilted: Sequence[Sequence[str]]) -> str:
    """Return the document as lines; where no paragraph goes on to a page, its mark is a line by itself."""
    lines = list(tilted[0])
    page = 0
    for each in paragraphs:
        for begun in range(page + 1, each.first_page + 1):
            lines += [PAGE_BREAK, *tilted[begun]]
        lines.append(f"{'#' * each.level} {each.text}" if each.level else each.text)
        lines += [text for begun in range(each.first_page + 1, each.last_page + 1) for text in tilted[begun]]
        page = each.last_page
    for begun in range(page + 1, len(tilted)):
        lines += [PAGE_BREAK, *tilted[begun]]
    return "\n".join(lines)


def _title(title: str, text: str, *, has_title: bool) -> str | None:
    """Return the title of the properties if it can be that of the text: templates hand theirs down."""
    title = " ".join(title.split())
    if not _CHINESE.search(title) or len(title) > _LONGEST_TITLE or _NO_TITLE.fullmatch(title):
        return None
    is_there = "".join(title.split()) in "".join(text[:_HEAD].split())
    return title if is_there or not has_title else None


def _author(author: str) -> str | None:
    author = " ".join(author.split())
    is_name = _CHINESE.search(author) and len(author) <= _LONGEST_AUTHOR and not _NO_AUTHOR.fullmatch(author)
    return author if is_name else None
