"""The bytes of a web page to text: what the page says about its encoding is only a hint.

`corpus.decode` has the last word, over what is not ASCII: in a page there may be 20,000 characters of markup and style
sheets before the first Chinese one.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import replace

from corpus.decode import Decoded, decode
from corpus.errors import CorpusError, Notice

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
# A run of ASCII; its first byte may be the second one of a Chinese character
_ASCII_RUN = re.compile(rb"([\t\n\r -~]{2})[\t\n\r -~]{6,}")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
_LOST = re.compile("\ufffd|锟斤拷")
_LOST_SHARE = 0.01  # of what is not ASCII: half characters where teasers were cut by bytes


def decode_page(data: bytes, *, source: str) -> Decoded:
    """Decode a page; ``source`` names it in messages.

    Raises:
        CorpusError: The bytes are no text, or no encoding makes a text of them that can be Chinese.
    """
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data:
        return decode(data, source=source)
    # what files of other kinds begin with is kept, for they are told by it
    foreign = data[:16] + _ASCII_RUN.sub(rb"\1 ", data[16:])
    try:
        decoded = decode(foreign, source=source)
    except CorpusError as error:
        encoding = _encoding_with_gaps(data, foreign, source)
        if not encoding:
            raise
        decoded = Decoded(text="", encoding=encoding)
        del error
    text = data.decode(decoded.encoding, "replace")
    lost = len(_LOST.findall(text))
    return replace(decoded, text=text, notice=_lost_notice(lost, source) if lost else decoded.notice)


def _encoding_with_gaps(data: bytes, foreign: bytes, source: str) -> str | None:
    """Return the declared encoding or a usual one if it fits a page in which single characters are damaged."""
    declared = _CHARSET.search(data, 0, 4096)
    names = [_WIDER.get(declared[1].decode().lower(), declared[1].decode().lower())] if declared else []
    for name in dict.fromkeys((*names, "utf-8", "gb18030")):
        try:
            text = foreign.decode(name, "replace")
        except (LookupError, UnicodeError):  # no such encoding; one that makes no text of bytes
            continue
        if not 0 < text.count("\ufffd") <= _LOST_SHARE * len(text):
            continue
        try:
            decode(text.replace("\ufffd", "").encode("utf-8", "ignore"), source=source)
        except CorpusError:
            continue
        return name
    return None


def _lost_notice(lost: int, source: str) -> Notice:
    return Notice(
        en=f"{source!r}: {lost} character(s) of the page are lost; compare with the original.",
        zh=f"{source!r}：网页中有 {lost} 处字符已丢失；请与原网页核对。",
    )
