"""The kind of a question: what its answer has to look like. Rules only, in both languages."""

from __future__ import annotations

import re
from typing import Literal

from qa.answer_type import person_asked_about

Kind = Literal["fact", "definition", "how", "survey", "comparison", "yes_no"]

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_SCHOOL = r"(?:职业院校|高职院校|高等院校|职业学校|学校|院校|高校|学院|高职|大学)"
# What is asked of one of them only, or of others than those that the documents are about: 与哪所学校合作, 和哪几家企业
_NOT_WITH = r"(?<![是于在为到从读与和跟由给向])"
_BODY = r"(?:单位|机构)"
_SURVEY = re.compile(
    rf"各(?:个|所|家|类|地|大)?(?:学?校(?!区|级)|院校|高校|学院|高职|{_BODY})|{_NOT_WITH}哪(?:些|几?[所个家]){_SCHOOL}"
    rf"|[那这](?:些|几[所个家])(?:{_SCHOOL}|{_BODY})|{_NOT_WITH}哪(?:些|几[个家]){_BODY}"
    rf"|{_NOT_WITH}哪(?:几家|家)(?![企公医银媒出报电网工律])|有没有(?:哪?[所个家])?{_SCHOOL}(?!的)"
    rf"|(?:^|[，：:])?[两二三四五六七八九十\d]+[所个家](?:{_SCHOOL}|{_BODY})|什么{_SCHOOL}(?!的)|(?:^|，)有{_SCHOOL}|[两各]校"
    rf"|(?:^|[有，])(?:多少|几)[所个家]?(?:{_SCHOOL}|{_BODY})"
    rf"|(?:所有|全部|每一?[个所家]|不同|多所|几所|其他|别的|其它)的?{_SCHOOL}"
    rf"|{_SCHOOL}(?:们|之间|都(?!是)|分别|分头|各自|(?:有|是)哪些[？?。\s]*$|有哪几|有多少[所个家])|的(?:学校|高校|院校)$"
    r"|\b(?:schools|colleges|institutions|universities|organi[sz]ations)\b"
    r"|\b(?:each|every|which|what|any) (?:school|college|institution|university|organi[sz]ation)\b",
    re.IGNORECASE,
)
_COMPARING = re.compile(
    r"不同|区别|差异|差别|异同|相同|一样|比较|对比|相比|\b(?:compare|comparison|differ\w*|versus|vs)\b", re.IGNORECASE
)
FACT = re.compile(
    r"多少|几[个名人次项所年月日门种位家条类届期场张篇本份亩倍天小点]|第几|何时|何地|何人|谁|哪[一个年月日天里位家所名儿届种项]"
    r"|什么时候|什么时间|什么地方|多[大高长久远重]|叫什么|什么(?:奖|称号|荣誉|名字|职务|专业|平台|联盟|试点|单位|表彰|级别|等级)"
    r"|\b(?:how (?:many|much|long|often|large|big|old)|when|who|whom|whose|which|where|what (?:year|date|percentage"
    r"|percent|share|proportion|number|rate|time|award|prize|honou?r|title|rank|day|month|motto|name))\b",
    re.IGNORECASE,
)
_ATTRIBUTE = (
    r"(?:主题|校训|理念|名称|名字|口号|排名|职务|面积|定位|目标|地址|电话|比例|宗旨|愿景|精神|主任|书记|校长|院长|题目|时间|日期|地点"
    r"|就业率|数量|人数|成绩|结果|代码|专业|主题文化)"
)
_FACT_OF = re.compile(rf"{_ATTRIBUTE}(?:都)?(?:是|为|叫)?(?:什么|啥)[？?。\s]*$")
# The X of Y: an attribute too, unless X is a name made of numbers or in quotation marks
_OF_THING = re.compile(
    rf"[{_HAN}0-9a-z”」]的(?!\S*[一二三四五六七八九十两双])[{_HAN}]{{1,8}}(?:是|叫|为)(?:什么|啥)[？?。\s]*$",
    re.IGNORECASE,
)
# A question about what something is, unless it asks for an attribute (办学定位是什么) or for parts (包括哪些)
_DEFINITION = re.compile(
    r"(?:是|叫)(?:个)?(?:什么|啥)(?:意思|东西|制度|概念|机制|模式|工程|体系|含义)?[呢呀啊？?。\s]*$"
    r"|是哪[二两三四五六七八九十]|由.{0,2}哪.*(?:组成|构成)|^(?:请问|请|解释一下|说说)*(?:什么|啥)(?:是|叫做?|才是)|何谓|何为|是?指的?是?什么|(?:的|什么)(?:含义|意思|定义|概念|内涵)|^请?(?:你)?解释"
    r"|^what(?:'s| is| are| was| were)(?: (?:the|an?))? [^,?]*[?.\s]*$|\bwhat do(?:es)? .*\bmean\b|\bmeaning of\b"
    r"|\bdefin(?:e|ition)\b|^explain\b|\bstands? for\b",
    re.IGNORECASE,
)
# What is the X of Y: an attribute, not a definition
_OF = re.compile(r"^what(?:'s| is| are| was| were) (?:the |an? )?.*\b(?:of|at|in|from|for)\b", re.IGNORECASE)
_YES_NO = re.compile(
    r"有没有|是否|是不是|能不能|会不会|有无|可不可以|能否|吗[？?。！!\s]*$"
    r"|^(?:and |but )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)
# Several sentences together tell how or why; and so they do what is asked for in no word of asking
_HOW = re.compile(
    r"如何|怎么|怎样|咋|为什么|为何|为啥|(?:做|干|搞|抓|办|开展|采取|实施|推行)(?:了|过|些)*(?:什么|啥|哪些)"
    r"|(?:什么|啥|哪些|几)(?:样的)?(?:做法|措施|举措|经验|特色|安排|办法|方法|方式|途径|路径|机制|工作|活动|方面|内容|事|成效|成果|变化|作用)"
    r"|\b(?:how|why|describe|tell)\b|\bwhat (?:do|does|did|has|have)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"什么|啥|哪|\b(?:what|which)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"多少|第几|何时|谁|什么时候|哪[一年里位]")


def kind_of(text: str, named: int) -> Kind:
    """Return the kind of a question in which so many schools are named; their names are not part of its text.

    Example: ``kind_of("“1+8+N”是什么", 0)`` -> ``"definition"``
    """
    if named > 1:
        return "comparison"
    if not named and _SURVEY.search(text):
        return "survey"
    if _YES_NO.search(text) and not _AMOUNT.search(text):
        return "yes_no"
    of_person = person_asked_about(text)
    if not of_person and (FACT.search(text) or _FACT_OF.search(text) or _OF_THING.search(text)):
        return "fact"
    if of_person or (_DEFINITION.search(text) and not _OF.search(text)):
        return "definition"
    return "fact" if _ASKS.search(text) and not _HOW.search(text) else "how"
