"""Cut a document into chunks of whole sentences, each under its headings.

The offsets are exact by construction: the splitter loses nothing (no overlap, separators and white space kept), so they
are a running sum of lengths and never a search for the chunk's words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from corpus.documents import Chunk, Document
from corpus.sentences import SENTENCE

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from corpus.headings import Heading

_CLAUSE_END = r"[，、：,:]+"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkConfig:
    """How long chunks become, in characters."""

    max_chars: int = 400  # sentences are gathered up to this length
    max_sentence_chars: int = 1000  # a single longer sentence is cut at its clauses, and if need be anywhere

    def __post_init__(self) -> None:
        if not 0 < self.max_chars <= self.max_sentence_chars:
            raise ValueError(
                f"max_chars ({self.max_chars!r}) must be positive and at most "
                f"max_sentence_chars ({self.max_sentence_chars!r})"
            )


_DEFAULT = ChunkConfig()


def chunk_document(document: Document, config: ChunkConfig = _DEFAULT) -> list[Chunk]:
    """Cut ``document`` into chunks, in order and without overlap.

    ``chunk.text == document.text[chunk.start:chunk.end]`` for every chunk. Every character that is not white space lies
    in a chunk or in a heading, and every heading but the title is the context of a chunk.
    """
    document_id = document.id
    chunks = []
    for start, end, heading in _sections(document):
        for begin, stop in _split_section(document.text, start, end, config):
            page = bisect_right(document.page_starts, begin) or None
            text = document.text[begin:stop]
            chunks.append(Chunk(document_id=document_id, start=begin, end=stop, text=text, heading=heading, page=page))
    return chunks


def _sections(document: Document) -> Iterator[tuple[int, int, str]]:
    """Yield the text between headings, each with the headings above it joined from the outermost inwards."""
    from corpus.headings import find_headings  # compiling its rules takes 10 ms, which a question does not need

    above: list[Heading] = []
    start = 0
    for heading in find_headings(document.text, title=document.title):
        yield start, heading.start, _context(above)
        above = [outer for outer in above if outer.level < heading.level] + [heading]
        start = heading.end
    yield start, len(document.text), _context(above)


def _context(above: list[Heading]) -> str:
    return " / ".join(heading.text for heading in above if heading.level > 0)


def _split_section(text: str, start: int, end: int, config: ChunkConfig) -> Iterator[tuple[int, int]]:
    """Yield the spans of the chunks of one section, without white space around them."""
    section = text[start:end]
    for piece in _balanced_pieces(section, config):
        body = piece.strip()
        if body:
            begin = start + len(piece) - len(piece.lstrip())
            yield begin, begin + len(body)
        start += len(piece)


def _balanced_pieces(section: str, config: ChunkConfig) -> list[str]:
    """Split a section losslessly into as few pieces as fit, of about the same length.

    Filling each piece to the limit would leave a tail of one sentence; so the length aimed at is the section's divided
    by the number of pieces it needs, with some room because sentences are not of equal length.
    """
    length = len(section.strip())
    if length <= config.max_chars:
        return [section]
    count = -(-length // config.max_chars)
    best: list[str] = []
    for room in (1.1, 1.25, 1.5) if count <= 8 else (1.1,):  # among many pieces a short one hardly counts
        size = min(config.max_chars, int(length / count * room))
        pieces = _split(section, size, config)
        if not best or (len(pieces), -min(map(len, pieces))) < (len(best), -min(map(len, best))):
            best = pieces
        if len(best) == count or size == config.max_chars:
            break
    return best


def _split(section: str, size: int, config: ChunkConfig) -> list[str]:
    pieces = []
    for piece in _sentence_splitter(size).split_text(section):
        if len(piece) <= config.max_sentence_chars:
            pieces.append(piece)
        else:
            pieces.extend(_clause_splitter(config.max_chars).split_text(piece))
    return pieces


@cache
def _sentence_splitter(size: int) -> RecursiveCharacterTextSplitter:
    """Return a splitter whose separator is a whole sentence: what it "keeps at the end" of a piece is that sentence."""
    return _lossless_splitter(size, SENTENCE)


@cache
def _clause_splitter(size: int) -> RecursiveCharacterTextSplitter:
    return _lossless_splitter(size, _CLAUSE_END, rf"[\s\S]{{1,{size}}}")


def _lossless_splitter(size: int, *separators: str) -> RecursiveCharacterTextSplitter:
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # takes 0.2 s to import

    return RecursiveCharacterTextSplitter(
        separators=list(separators),
        is_separator_regex=True,
        chunk_size=size,
        chunk_overlap=0,  # with an overlap the library cannot give true offsets
        keep_separator="end",
        strip_whitespace=False,  # "".join(pieces) == section
    )
