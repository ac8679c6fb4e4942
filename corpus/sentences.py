"""Sentences of Chinese text, as character offsets.

One pattern describes a whole sentence. It is used here to find sentences, and by chunk.py as the "separator" that the
splitter cuts at, so both agree on where a sentence ends.
"""

from __future__ import annotations

import re

# A quotation, a title or a bracket of at most this length is kept in one piece, even with end marks inside:
# （强化党的领导；强化政治核心作用）. Measured on 5,000 news articles, sentences that are left with an open quotation or
# bracket: 2.8% at 0, 1.6% at 60, 0.6% at 100, 0.2% at 200 characters. Beyond 100 a "sentence" may be a whole speech.
PAIR_CHARS = 100

# 。 ends a sentence, and so do what may follow it: 。” 。） 。」
_ENDS = "。！？!?；;…｡"
_CLOSERS = "”’」』）》】〉〕\\])"

_SPEECH = "说|说道|表示|介绍|介绍道|指出|认为|强调|坦言|感慨|感叹|回忆|回忆道|解释|解释道"

# An end mark and its closing quotes, unless the sentence goes on behind it.
_END = rf"""
    (?: (?: [{_ENDS}]++
          | “ [^“”\n]{{0,{PAIR_CHARS}}} (?<=[{_ENDS}]) ”     # a whole quotation: “我们要做好。”
          | " [^"\n]{{0,{PAIR_CHARS}}} (?<=[{_ENDS}]) "
        )
        (?: [{_CLOSERS}]++ | (?<![\s])"(?=[\s{_CLOSERS}]|\Z) )*+
        (?! [，、,] )                                         # “为什么？”，他问
        (?! (?<=[”’」』》"]) [的等和与及是之这那] )            # “路在何方？”的讨论
        (?! (?<=[”"]) [^{_ENDS}“”，,\n]{{1,30}} (?:{_SPEECH}) 。 )   # “…… 。”学校党委书记陈仕俊说。
      | \. (?: (?: (?<=[a-z]{{2}}\.) | (?<=\d\d\d\.) | (?<=[)\]%”’"]\.) )   # not 3.5, not U.S.
               (?<!Dr\.) (?<!Mr\.) (?<!No\.) (?<!vs\.) (?<!al\.) (?<!St\.)
               (?= ["”’)]*+ (?: \s+[A-Z“"《\u4e00-\u9fff] | \s*\Z | [ \t]*\n ) )
             | (?<=[\u4e00-\u9fff]\.) (?<![一二三四五六七八九十]\.) (?= [\u4e00-\u9fff\s“《] | \Z )
           ) ["”’)]*+
    )
"""

# What is read in one piece, because an end mark inside it ends nothing.
_PAIR = rf"""
    (?: “ [^“”\n]{{0,{PAIR_CHARS}}} (?<![{_ENDS}]) ”
      | 《 [^《》\n]{{0,{PAIR_CHARS}}} 》
      | [（(] [^（）()\n]{{0,{PAIR_CHARS}}} [）)]
      | [「『【〔] [^「」『』【】〔〕\n]{{0,{PAIR_CHARS}}} (?<![{_ENDS}]) [」』】〕]
      | " [^"\n]{{0,{PAIR_CHARS}}} (?<![{_ENDS}]) "
      | (?: https?:// | www\. ) [A-Za-z0-9\-._~:/?\#\[\]@!$&'()*+,;=%]+ (?<![.?!;,)])
    )
"""

# A whole quotation that the sentence goes on behind: “好！”的掌声
_WHOLE = rf"""(?: “ [^“”\n]{{0,{PAIR_CHARS}}} ” | " [^"\n]{{0,{PAIR_CHARS}}} " )"""

_SPECIAL = rf"""{_ENDS}“《（("「『【〔.hw\n"""  # every character at which _PAIR, _END or a new line can begin

SENTENCE = rf"""(?x:
    (?: [^{_SPECIAL}]++ | {_PAIR} | (?! {_END} ) (?: {_WHOLE} | [^\n] ) )++ (?: {_END} )?+ \n?
  | {_END} \n?
  | \n
)"""

_LINE_START = re.compile(r"\s*+(?:[-*+–]\s++|[•·●■◆▪►▶○□◇★☆➢✓√]\s*+)?+")
_SPACE = re.compile(r"\s*+")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of ``text``, in order.

    White space around a sentence and a bullet at the start of its line lie outside its span; every other character lies
    in exactly one span. A new line always ends a sentence.

    Example: "学校设立了6个支部。“好！”" -> [(0, 10), (10, 14)]
    """
    spans = []
    line_start = True
    for match in re.finditer(SENTENCE, text):  # compiled (10 ms) and kept by re at the first call
        opening = (_LINE_START if line_start else _SPACE).match(text, match.start(), match.end())
        start = opening.end() if opening else match.start()
        piece = text[start : match.end()].rstrip()
        if piece:
            spans.append((start, start + len(piece)))
        line_start = text[match.end() - 1] == "\n" or (line_start and not piece)
    return spans
