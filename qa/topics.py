"""Topics: what a question about the schools' practice is about, without the words that frame it."""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"如何|怎样|怎么|什么|多少|几[个名人次项所年种家条]|第几|谁|哪|何[时地人]|是否|有没有|是不是|能不能|[吗呢]$|为何|[?？]$"
    r"|\b(?:how|what|which|who|when|where|why|do|does|did|is|are)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:[\s，,：:、的]|请问|请|帮我|麻烦|我?想(?:知道|了解)|看看|说说|谈谈|介绍|总结|概括|列出|分析|比较|对比|一下"
    r"|(?:各|每|这些|所有|全部|不同|几)(?:个|所|家|类|地)?(?:职业院校|高职院校|高等院校|院校|高校|学校|学院|校)(?:们|之间|都|分别|各自)?"
    r"|学校(?=的)"
    r"|在(?!校|线|职|读|岗|编|籍)|关于|对于|围绕|针对"
    r"|\b(?:please|compare|contrast|list|show|tell me about|a comparison of|the differences?|between|regarding)\b"
    r"|\bhow do(?:es)?\b(?=\s+(?:differ|compare)\b)|\bhow do (?:the )?(?:schools|colleges|institutions|universities)"
    r" (?:implement|approach|promote|handle|carry out|do)\b"
    r"|\b(?:differ|compare)\b|\bwhat (?:is|are)\b(?=\s+the differences?\b)"
    r"|\b(?:the |all )*(?:schools|colleges|institutions|universities)\b(?=\s+(?:on|in|by|regarding)\b)"
    r"|\b(?:on|in|with regard to|in terms of|about|by)(?=\s))+",
    re.IGNORECASE,
)
_PRACTICE = re.compile(
    r"^(?:如何|怎样|怎么样?)(?:去|来)?(?:贯彻落实|落实|推进|推动|实施|实行|执行|贯彻|加强|强化|抓好?|做好|搞好|构建|打造|提升|开展"
    r"|进行|促进|深化|完善|建设)(?![和与及、的得])(?=.{2})"
)
_KINDS = (
    r"(?:好|具体|主要|典型|特色|创新|成功|不同|共同)?的?"
    r"(?:做法|不同|差异|区别|异同|举措|措施|经验|特色|亮点|特点|安排|进展|情况)"
)
_CLOSING = re.compile(
    r"(?:等)?(?:这?[几些一二两三四五六七八九十\d]*个?(?:方面|领域)|[上中里])?[，,]?(?:各|都|分别)*"
    rf"(?:有|采取了?|是)(?:什么|哪些|何|怎样的){_KINDS}(?:之处)?[呢啊]?$"
    rf"|(?:等)?(?:这?[几些一二两三四五六七八九十\d]*个?(?:方面|领域)){_KINDS}?(?:如何|怎么样|怎样|对比|比较)?$"
    rf"|的{_KINDS}$|(?:做法|情况|异同|区别|差异|不同)$"
    r"|[，,]?(?:各|都|分别)*(?:是什么|有哪些|怎么样|做得怎么样|(?:是?(?:如何|怎样|怎么)(?:做|开展|推进|落实|实施)的?))[呢啊]?$"
    r"|\s+(?:across|between|among|in|at|of|by|for)\s+(?:all |the |each |different |these |those )*"
    r"(?:schools?|colleges?|institutions?|universit(?:y|ies))$",
    re.IGNORECASE,
)
# What may stand around a topic and belongs to nothing
EDGES = " \t　，,、。．？?；;：:！!…"


def is_question(text: str) -> bool:
    """Tell whether a text asks something, or else names a topic."""
    return bool(_ASKS.search(text))


def topic_of(text: str) -> str:
    """Return a question about the schools' practice as the topic that it is about, any other without its frame.

    Nothing is left of a question that is all frame: 各校有什么做法.

    Example:
        >>> topic_of("各校如何推进三全育人")
        '三全育人'
    """
    topic = text.strip(EDGES)
    for frame in (_OPENING, _CLOSING, _PRACTICE, _CLOSING):
        rest = frame.sub("", topic, count=1).strip(EDGES)
        topic = topic if len(rest) == 1 else rest
    return topic
