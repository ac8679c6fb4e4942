"""Bytes to text: which encoding a file is in, and whether the text that comes out can be Chinese.

UTF-8 and a byte order mark speak for themselves. For anything else every encoding that can decode the file without an
error is tried, and the text with the largest share of everyday characters wins: text read in the wrong encoding is made
of rare ones (学校 in GB18030, read as Big5, is 悝苺). A text that fails this test is refused, whatever it was read as.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from corpus.errors import CorpusError, Notice

# The 500 most frequent characters of Chinese news, 76% of its running text, and the traditional forms among them.
_EVERYDAY = re.compile(
    "[的一人在中国大了为和有日发年行上动是业作不生会工时学新全成月建市公党出部地到区以进对家来等个实多力化高开方能展员用于民合法现通分"
    "下体这理要务将关同文资主与元者前场安后经过机报政长们提自车心电设示事水表产面重本加子金交保活道度强网任入教内据更他可美目期次制我题"
    "定持小及院海查育量社其系司万信点记名品天台平位当之校间推并项也创三明管好共标联外数应情责组程向支利性省最警基式服被队此北比近计看导"
    "流相特领路得就原治物局运总已立防手还所第科收受委东回息起源正该解级至布案风技调专南都增传意处办门某续消从接说股西两广指线色如造企供"
    "代山价各游打师州施书升赛规城统称着众引编商职里问而件团二质步投达研结今集视深术果环参证江预议常单村精气医因红口整营户斯助告求军护态"
    "但费无织影格完获客亿站模辑女优群河带种京监华先四决效取让然超注范图由身约感知首球转认需境战融未显宣选备救张型县协举使形包老构做周积"
    "域思青险率确降雨请习极落放头号非限准类少培济坚际每况或清米克双些益识权直没改反容想响额频款志十搜尔观德检友去节返神灾考层排养列严闻"
    "國會時個為這學過對說產發經後動與義關於業們來實現體資場開進長電設車機報應當處從見問間題無員萬點請選變連運還達醫難風黨團觀記計論許證"
    "評識調課談護讓財費質軍轉農鄉鎮隊際陸隨險雙離響項順預領願類養驗將務總統區縣衛導師邊條協單積號級組織結給網線練絡維續網羅節範聯職術]+"
)
# What stands between the characters of any Chinese text; it says nothing about the encoding.
_NEUTRAL = frozenset(
    "，。、；：？！“”‘’（）《》〈〉【】「」『』—–…·　％／～①②③④⑤⑥⑦⑧⑨⑩■●◆★□○△▲→×－＋０１２３４５６７８９℃"
)
# ASCII, and the most frequent of those signs
_PLAIN = re.compile(r"[\t\n\r -~，。、；：？！“”‘’（）《》—…·　]+")
_KANA = re.compile("[\u3041-\u30fe]")

# Shares of everyday characters, measured on 1,800 pieces of news and of the seed articles in GB18030, Big5 (converted
# to traditional characters) and UTF-16. The right text of 30 characters has 0.17 or more (99 in 100: 0.37), the best
# wrong one at most 0.29; of 100 characters 0.27 (0.44) against 0.14. From 15 characters on the largest share was right.
_CERTAIN = 0.35
_POSSIBLE = 0.12
_LEAD = 0.10  # of the best over the second, below which the guess is not made
_CLEAR_LEAD = 0.20
_ENOUGH = 15  # characters on which a guess can be certain
_GARBLED = 0.10  # a longer text in a known encoding with less than this was garbled before it was saved
_DOUBTFUL = 0.18
_SAMPLE = 20_000  # characters looked at

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {
    "gb18030": "GB18030 (GBK)",
    "big5hkscs": "Big5",
    "cp932": "Shift-JIS",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}

# How files begin that are no text, whatever their name says.
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "Word/Excel/ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word/Excel 97-2003"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format 3", "SQLite"),
)

# UTF-8 that was read as Latin-1 or Windows-1252 and saved again: 汉 -> æ±‰; and GBK: 汉 -> ºº
_LATIN_MOJIBAKE = re.compile(r"[ä-é][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2}")
_LATIN = re.compile(r"[\u0080-\u00ff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CHINESE_RUN = re.compile(f"{_CHINESE.pattern}+")
# What stands where characters were lost: U+FFFD, and U+FFFD that was read as GBK and saved again.
_LOST = re.compile(r"\ufffd|锟斤拷|锟斤|斤拷")
_LOST_SHARE = 0.001  # up to this share the text is kept, with a warning


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A file's text and the encoding it was in; a notice if the reader should have a look at it."""

    text: str
    encoding: str
    notice: Notice | None = None


def decode(data: bytes, *, source: str) -> Decoded:
    """Decode the bytes of a text file; ``source`` names it in messages.

    Raises:
        CorpusError: The file is no text, or no encoding makes a text of it that can be Chinese.
    """
    _refuse_binary(data, source)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(_strict(data[len(mark) :], encoding, source), encoding, source)
    text = _try(data, "utf-8")
    if text is None or ("\0" in text) or (_CONTROL.search(text) and not _CHINESE.search(text)):
        return _guess(data, source)  # UTF-16 without a mark may be valid UTF-8, but full of control characters
    return _checked(text, "utf-8", source)


def _refuse_binary(data: bytes, source: str) -> None:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise CorpusError(
                en=f"{source!r} is a {kind} file, not text; save it as text (.txt, UTF-8) and add that file.",
                zh=f"{source!r} 是 {kind} 文件，不是文本；请另存为文本文件（.txt，UTF-8）后再加入。",
            )


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _strict(data: bytes, encoding: str, source: str) -> str:
    if (text := _try(data, encoding)) is not None:
        return text
    name = encoding.upper()
    raise CorpusError(
        en=f"{source!r} begins with the mark of {name} but is not valid {name}: it is damaged or cut off; "
        "save it as UTF-8 again.",
        zh=f"{source!r} 带有 {name} 标记，内容却不是有效的 {name}：文件已损坏或不完整；请重新保存为 UTF-8。",
    )


def _checked(text: str, encoding: str, source: str) -> Decoded:
    """Refuse a text that was garbled before it was saved; warn when that is possible or single characters are lost."""
    lost = len(_LOST.findall(text))
    letters = len(_CHINESE.findall(text, 0, _SAMPLE))
    share = _share(text, kana=True)
    if lost > _LOST_SHARE * len(text) or _is_latin_mojibake(text, letters) or (letters >= _ENOUGH and share < _GARBLED):
        raise CorpusError(
            en=f"the text of {source!r} is garbled (it was once read in the wrong encoding and saved that way); "
            "get the original file again and save it as UTF-8.",
            zh=f"{source!r} 的文字是乱码（曾以错误的编码打开并保存）；请重新取得原文件并保存为 UTF-8。",
        )
    notice = _lost_notice(text, lost, source)
    if letters and share < _DOUBTFUL:
        notice = Notice(
            en=f"{source!r} contains hardly any everyday characters; if the text looks wrong, save it as UTF-8 again.",
            zh=f"{source!r} 中几乎没有常用字；如果文字显示不对，请重新保存为 UTF-8。",
        )
    return Decoded(text=text, encoding=encoding, notice=notice)


def _is_latin_mojibake(text: str, letters: int) -> bool:
    garbled = len(_LATIN_MOJIBAKE.findall(text, 0, _SAMPLE))
    latin = len(_LATIN.findall(text, 0, _SAMPLE))  # 4% of a French text, most of a garbled one
    return garbled > max(2, letters) or latin > max(3, letters, 0.3 * min(len(text), _SAMPLE))


def _lost_notice(text: str, lost: int, source: str) -> Notice | None:
    first = _LOST.search(text)
    if not first:
        return None
    line = text.count("\n", 0, first.start()) + 1
    return Notice(
        en=f"{source!r}: {lost} character(s) are lost (first in line {line}); compare with the original.",
        zh=f"{source!r}：有 {lost} 处字符已丢失（首处在第 {line} 行）；请与原文核对。",
    )


def _guess(data: bytes, source: str) -> Decoded:
    """Choose among the encodings without a mark by how everyday the characters of the text are."""
    scored = []
    for encoding in _NAMES:
        text = _try(data, encoding)
        if text is not None and "\0" not in text:
            scored.append((_share(text, kana=encoding == "cp932"), encoding, text))
    scored.sort(reverse=True)
    best, encoding, text = scored[0] if scored else (0.0, "", "")
    lead = best - (scored[1][0] if len(scored) > 1 else 0.0)
    if best < _POSSIBLE or lead < _LEAD:
        raise _unknown_encoding(data, source)
    if best >= _CERTAIN and lead >= _CLEAR_LEAD and len(text) >= _ENOUGH:
        return _checked(text, encoding, source)
    name = _NAMES[encoding]
    return Decoded(
        text=text,
        encoding=encoding,
        notice=Notice(
            en=f"{source!r} looks like {name}; save it as UTF-8 if the text looks wrong.",
            zh=f"{source!r} 看起来是 {name} 编码；如果文字显示不对，请保存为 UTF-8。",
        ),
    )


def _unknown_encoding(data: bytes, source: str) -> CorpusError:
    if b"\0" in data:
        return CorpusError(
            en=f"{source!r} is a binary file, not text; save the document as text (.txt, UTF-8) and add that file.",
            zh=f"{source!r} 是二进制文件，不是文本；请另存为文本文件（.txt，UTF-8）后再加入。",
        )
    from charset_normalizer import from_bytes

    guess = from_bytes(data[:_SAMPLE]).best()
    perhaps, perhaps_zh = (f" (perhaps {guess.encoding})", f"（可能是 {guess.encoding}）") if guess else ("", "")
    return CorpusError(
        en=f"the encoding of {source!r} is not recognised{perhaps}: no Chinese text comes out as UTF-8, GB18030, Big5 "
        "or UTF-16; open it in the program it comes from and save it as UTF-8.",
        zh=f"无法识别 {source!r} 的编码{perhaps_zh}：按 UTF-8、GB18030、Big5、UTF-16 都读不出中文；"
        "请用原来的程序打开并另存为 UTF-8。",
    )


def _share(text: str, *, kana: bool) -> float:
    """Return the share of everyday characters among the East Asian ones, less the share of impossible ones.

    Kana count as everyday where the encoding is sure or Japanese: in GB18030 and Big5 they come from a wrong guess.
    """
    # What is usual goes first, by patterns, so that the loop has only the unusual characters to look at
    sample = text[:_SAMPLE]
    others = _EVERYDAY.sub("", sample)
    common = len(sample) - len(others)
    rest = _CHINESE_RUN.sub("", others)
    letters = common + len(others) - len(rest)
    impossible = 0
    for char, count in Counter(_PLAIN.sub("", rest)).items():
        if kana and _KANA.match(char):
            common += count
            letters += count
        elif _is_impossible(char):
            impossible += count
            letters += count
        elif char >= "\u2e80" and char not in _NEUTRAL:
            letters += count
    return (common - impossible) / letters if letters else 0.0


def _is_impossible(char: str) -> bool:
    """Tell control, half-width katakana, private and unassigned characters: none stands in a Chinese text."""
    return (
        (char < " " and char not in "\t\n\r\f\v\x1a")
        or "\x7f" <= char < "\xa0"
        or "\uff61" <= char <= "\uff9f"
        or "\ue000" <= char <= "\uf8ff"
        or char >= "\U000f0000"
    )
