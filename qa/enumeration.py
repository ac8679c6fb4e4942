"""Lists in questions: 党建引领、三全育人和校企合作 are three things, 和谐校园 is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.question import understand
from qa.topics import EDGES, is_question, topic_of

# What is quoted or in brackets is one thing, whatever stands in it
_WHOLE = r"“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|（[^）]*）|\([^)]*\)|\"[^\"]*\""
# Words that hold 和, 与 or 及 and join nothing; of the last group only where no other word ends before it
_NO_LIST = (
    r"和谐|和平|和睦|和美|和合|和而不同|和衷共济|和风细雨|和气|和解|和颜|饱和|温和|缓和|共和|总和|平和|柔和|祥和|亲和"
    r"|调和|政通人和|随和|谦和|融和|磨合|与时俱进|参与|给与|与会|与众不同|与日俱增|与人为善|与此同时|与否|与共|与生俱来"
    r"|及时|及其|普及|涉及|以及|触及|及格|危及|顾及|波及|及早|提及|遍及|惠及|来得及|以及人"
    r"|teaching and learning|research and development|health and safety|science and technology"
    r"|(?:\w+al|\w+ive|\w+ic) and (?:\w+al|\w+ive|\w+ic)\b"
)
_LIST = re.compile(
    rf"(?:{_WHOLE})|(?P<and>以及|还有|\s+and\s+|\s*(?<![a-z])vs(?![a-z])\.?\s*|\s*&\s*)|(?:{_NO_LIST})|(?P<comma>[、,，])|(?P<he>[和与及])",
    re.I,
)
# 三全育人 双带头人; longer runs are a slogan of two halves
_SPACED = re.compile(r"[\u4e00-\u9fff]{2,5}(?:\s+[\u4e00-\u9fff]{2,5})+")
_CLAUSE = re.compile(rf"(?:{_WHOLE})|(?P<and>[？?；;。！!\n]+)")
_COMMA = re.compile(rf"(?:{_WHOLE})|(?P<and>[，,])")

_SENTENCE = re.compile(r"把|将(?!军)|使|让|通过")  # 把党建和业务结合起来 is no list
# Two characters that are an aspect by themselves; other pairs are a piece of one: 思想和作风建设
_TOPICS = re.compile(
    r"就业|创业|党建|思政|科研|教学|招生|师资|师[德风]|[德智体美劳]育|团建|工会|统战|扶贫|帮扶|实训|实习|竞赛|专业|课程|教材"
    r"|文化|宣传|财务|后勤|安全|校训|[校学教]风|获奖|荣誉|人才"
)
# A list that ends in one of these shares it: 人才的培养与引进, 思想和作风建设
_ACTIONS = (
    r"(?:建设|管理|培养|引进|改革|创新|发展|实践|教育|服务|监督|评价|考核|选拔|使用|保障|落实|推广|应用|研究|提升|完善"
    r"|培训|治理|运行|执行|工作|能力|水平|质量|机制|体系|制度)"
)
_ENDS_IN_ACTION = re.compile(rf"{_ACTIONS}$")
_IS_ACTION = re.compile(rf"^{_ACTIONS}$")
# 党建和业务深度融合 is about both together; 产教融合 is a thing of its own
_TOGETHER = re.compile(r"(?:融合|结合|关系|衔接|协同|互动|联动|对接|统一|并重|相长|互促|共建)$")
_SET_TERM = re.compile(
    r"(?:产教|科教|工学|理实|产学研?用?|校企|家校|医教|军民|德技|校地|政校行?企|职普|普职|岗课赛证|双融|三教)\w{0,2}..$"
)

_QUOTATION_MARKS = "“”「」『』\"'‘’"


def split_clauses(text: str) -> list[str]:
    """Return the questions that a text holds; a clause that only sets the scene of the next stays with it."""
    return [clause for question in _cut(_CLAUSE, text) for clause in _split_commas(question)]


def split_list(text: str) -> list[str]:
    """Return the things that a topic lists.

    Example:
        >>> split_list("产教融合与校企合作")
        ['产教融合', '校企合作']
    """
    pieces = text.split() if _SPACED.fullmatch(text) else [piece.strip(EDGES) for piece in _cut(_LIST, text)]
    if len(pieces) < 2 or not all(pieces) or _SENTENCE.search(text):
        return [text]
    asking = [is_question(piece) for piece in pieces]
    if any(asking) and not all(asking) and not _ends_in_fact(pieces, asking):
        return [text]
    return [text] if not any(asking) and _share(pieces) else [piece.removeprefix("的") for piece in pieces]


def _split_commas(question: str) -> list[str]:
    clauses = [clause for clause in _cut(_COMMA, question) if topic_of(clause)]
    if len(clauses) < 2:
        return clauses or [question]
    asking = [is_question(clause) for clause in clauses]
    if any(asking) and not (all(asking) and all(map(_stands_alone, clauses))):
        return [question]
    return clauses


def _stands_alone(clause: str) -> bool:
    """Tell whether a clause leans on none before it, as 取得了什么成效 does."""
    topic = topic_of(clause)
    return not is_question(topic) or understand(topic, {}).kind == "fact"


def _share(pieces: Sequence[str]) -> bool:
    """Tell whether things that are listed are only whole together."""
    last = pieces[-1]
    if any(len(piece.strip(_QUOTATION_MARKS)) < 2 for piece in pieces):
        return True  # 德、智、体、美、劳
    if _TOGETHER.search(last) and not _SET_TERM.search(last):
        return True
    if _IS_ACTION.match(last) and not _TOPICS.fullmatch(last) and _ENDS_IN_ACTION.search(pieces[-2]):
        return True  # 教师队伍的建设与管理
    fragments = [piece for piece in pieces[:-1] if len(piece) == 2 and not _TOPICS.fullmatch(piece)]
    shares = len(last) > 2 and ("的" in last or bool(_ENDS_IN_ACTION.search(last)))
    return bool(fragments) and shares and not last.isascii()


def _ends_in_fact(pieces: Sequence[str], asking: Sequence[bool]) -> bool:
    """Tell whether a question of its own follows topics: 双带头人、三会一课、就业率是多少, but not 书记和校长是谁."""
    own = len(topic_of(pieces[-1])) > 4 and understand(pieces[-1], {}).kind == "fact"
    return own and not any(asking[:-1]) and all(len(piece) > 2 for piece in pieces)


def _cut(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return what stands between the separators of a text, quoted ones apart."""
    pieces, start = [], 0
    for match in _separators(pattern, text):
        pieces.append(text[start : match.start()])
        start = match.end()
    return [piece for piece in (*pieces, text[start:]) if piece.strip()]


def _separators(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return (match for match in pattern.finditer(text) if match.lastgroup)
