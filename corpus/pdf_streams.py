"""Refuse a PDF whose parts would take too much memory: pdfium needs 16 bytes for each byte of unpacked page."""

from __future__ import annotations

import base64
import binascii
import re
import zlib

from corpus.errors import CorpusError

MAX_STREAM_BYTES = 64 * 2**20  # of a page, unpacked; drawings of maps have up to 50 MiB
MAX_STREAMS_BYTES = 2**30  # of all

# What packs a stream, and what writes it in printable characters; a program uses one of the first at most
_PACKER = re.compile(rb"/(?:FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL)(?![A-Za-z])")
_PRINTABLE = re.compile(rb"/(?:ASCII85Decode|A85|ASCIIHexDecode|AHx)(?![A-Za-z])")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DICTIONARY = 500  # bytes before a stream that say what it is
_PIECE = 2**18


def require_sane_streams(data: bytes, *, source: str) -> None:
    """Unpack what is packed, without keeping it; pictures are not looked at: they are unpacked only when drawn.

    Raises:
        CorpusError: One part is larger than any page, or all together are.
    """
    total = 0
    for match in _STREAM.finditer(data):
        dictionary = data[max(match.start() - _DICTIONARY, 0) : match.start()].rpartition(b"obj")[2]
        if b"/Image" in dictionary:
            continue
        packed, start = data, match.end()
        if kind := _PRINTABLE.search(dictionary):
            packed, start = _as_bytes(data, match.end(), is_85=kind[0] in (b"/ASCII85Decode", b"/A85")), 0
        size = _unpacked_size(packed, start)
        total += size
        if len(_PACKER.findall(dictionary)) > 1 or size > MAX_STREAM_BYTES or total > MAX_STREAMS_BYTES:
            limit = MAX_STREAM_BYTES // 2**20
            raise CorpusError(
                en=f"{source!r} unpacks to more than any document needs (a part of more than {limit} MiB, or "
                "more than 1 GiB in all), so it is not opened; export it again, or print it as a PDF.",
                zh=f"{source!r} 解压后过大（单个部分超过 {limit} MiB，或合计超过 1 GiB），未予打开；"
                "请重新导出，或打印为 PDF。",
            )


def _as_bytes(data: bytes, start: int, *, is_85: bool) -> bytes:
    """Return the bytes of a stream that is written in printable characters; nothing if it is written wrongly."""
    end = data.find(b"endstream", start)
    text = data[start : end if end >= 0 else None].partition(b"~>" if is_85 else b">")[0]
    try:
        return (
            base64.a85decode(text.lstrip().removeprefix(b"<~")) if is_85 else binascii.unhexlify(b"".join(text.split()))
        )
    except ValueError:
        return b""


def _unpacked_size(data: bytes, start: int) -> int:
    """Return how long a stream is when unpacked, up to just above the limit; 0 if it is packed otherwise or not."""
    unpacker = zlib.decompressobj()
    size = 0
    try:
        while size <= MAX_STREAM_BYTES and not unpacker.eof:
            piece = unpacker.unconsumed_tail
            if not piece:
                piece, start = data[start : start + _PIECE], start + _PIECE
            if not piece:
                break
            size += len(unpacker.decompress(piece, _PIECE))
    except zlib.error:  # of another filter, encrypted or damaged: pdfium reads what came before
        pass
    return size
