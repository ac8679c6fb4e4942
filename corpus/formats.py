"""The formats of documents that are read, and what reads each."""

from __future__ import annotations

from corpus.convert import CONVERTED, convert
from corpus.extracted import Extracted

TEXT = (".md", ".txt")
PAGES = (".html", ".htm", ".mhtml", ".mht")
OFFICE = (".docx", ".pdf", ".pptx", ".xlsx", ".csv", ".epub")
FORMATS = (*TEXT, *PAGES, *OFFICE)
TABLES = (".xlsx", ".csv")
ARCHIVE = ".zip"


def extract(data: bytes, *, suffix: str, source: str) -> Extracted:
    """Return the text of a file, given by its bytes, and what the file says about it.

    Args:
        data: The bytes.
        suffix: The ending of the file's name, in lower case.
        source: The file's name in messages.

    Raises:
        CorpusError: The file cannot be read as what its name says.
    """
    if suffix in (".html", ".htm"):
        from corpus.web import read_page

        return read_page(data, source=source)
    if suffix in (".mhtml", ".mht"):
        from corpus.web import read_mhtml

        return read_mhtml(data, source=source)
    if suffix in TEXT:
        return _read_text(data, source=source)
    if suffix in CONVERTED:
        data, suffix = convert(data, suffix=suffix, source=source), CONVERTED[suffix]
    return _extract_office(data, suffix=suffix, source=source)


def _extract_office(data: bytes, *, suffix: str, source: str) -> Extracted:
    if suffix == ".docx":
        from corpus.office.word import read_word

        return read_word(data, source=source)
    if suffix == ".pptx":
        from corpus.office.slides import read_slides

        return read_slides(data, source=source)
    if suffix == ".pdf":
        from corpus.pdf import read_pdf

        return read_pdf(data, source=source)
    if suffix in TABLES:
        from corpus.sheets import read_table

        return read_table(data, source=source)
    if suffix == ".epub":
        from corpus.book import read_book

        return read_book(data, source=source)
    raise ValueError(f"{suffix!r} is not a format that is read")


def _read_text(data: bytes, *, source: str) -> Extracted:
    from corpus.decode import decode

    decoded = decode(data, source=source)
    return Extracted(text=decoded.text, notices=(decoded.notice,) if decoded.notice else ())
