"""The type of answer that a question asks for, and where a sentence holds something of that type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from corpus.rules import SURNAMES

AnswerType = Literal["number", "date", "person", "place", "reason", "definition", "other"]

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"

# What asks for each type, in the order in which they are tried: 哪一年谁… asks for a person only after the date
_ASKED: dict[AnswerType, re.Pattern[str]] = {
    "date": re.compile(
        r"何时|哪一?[年月日天]|几[月日号]|(?:什么|哪个)(?:时候|时间|时期|年代|年份|朝代|世纪|日子)|(?:时间|日期"
        r"|年份)是(?:什么|多少|$|[？?])"
        r"|\b(?:when|what year|which year|what date|since when)\b",
        re.IGNORECASE,
    ),
    "person": re.compile(
        r"谁|何人|哪几?位|哪些人|什么人|哪个人|哪一个人|\b(?:who|whom|whose)\b"
        r"|(?:书记|院长|校长|主任|负责人|作者|导演|主演|创始人|发明者|丈夫|妻子|父亲|母亲|儿子|女儿|祖父|会长"
        r"|主席|总统|队长|教练)(?:叫什么|是哪|叫做什么|的?名字)",
        re.IGNORECASE,
    ),
    "number": re.compile(
        r"多少|(?<![一二三四五六七八九十零百千这那好])几(?![乎何])|第几|多[大高长远重久快宽深厚](?![程])|(?:比例"
        r"|比率|占比|比重|率|面积|人数|数量|总额|金额)(?:是|为|达|有)(?:多|什么|$|[？?])"
        r"|\bhow (?:many|much|large|big|long|high|old|often|far)\b|\b(?:what (?:number|percentage|proportion"
        r"|share)|number of)\b",
        re.IGNORECASE,
    ),
    "place": re.compile(
        r"哪里|哪儿|何处|何地|在哪(?!一|些|个|年)|哪一?[个座处片]?(?:城市|国家|省份?|市|县|区|地方|地区|地点|州"
        r"|国|镇|村)|什么(?:地方|地点|位置|城市|国家)|\bwhere\b",
        re.IGNORECASE,
    ),
    "reason": re.compile(r"为什么|为何|为啥|因何|何故|什么原因|原因是|\bwhy\b", re.IGNORECASE),
    "definition": re.compile(
        r"^(?:请问)?(?:什么|啥)(?:是|叫)|(?:是|指|叫)(?:的是)?(?:什么|啥)(?:意思)?[呢呀啊？?\s]*$|何谓|何为|含义"
        r"|定义|什么意思|是哪[几二两三四五六七八九十]"
        r"|^what (?:is|are)\b|\bmean(?:s|ing)?\b|\bdefin",
        re.IGNORECASE,
    ),
}

_DIGITS = r"\d[\d,，.．]*\d|\d"
_NUMERAL = rf"(?:第?(?:{_DIGITS})(?:[百千万亿]+)?|第?[一二两三四五六七八九十百千万亿零〇半双数]+)"
_UNITS = (
    "个|名|人|位|项|次|所|种|家|条|类|间|座|支|张|件|篇|部|门|本|册|届|期|批|对|组|队|场|户|村|亩|公顷|平方公里"
    "|平方千米|平方米|平方|公里|千米|厘米|毫米|公尺|公分"
    r"|米|里|尺|吨|公斤|千克|克|斤|万元|亿元|元|美元|欧元|日元|英镑|港元|块|年|个月|月|周|天|日|小时|分钟|秒|岁"
    r"|倍|度|级|层|分|票|回|局|球|集|卷|首|颗|枚|艘|架"
    r"|辆|台|套|字|步|代|世|成|余|多|﹪|％|%|‰|支部|学时|学分|课时|人次|人口|万"
)
_NUMBER = re.compile(rf"百分之[一二三四五六七八九十百点]+|{_NUMERAL}[余多几]?(?:{_UNITS})|(?:{_DIGITS})")
_DATE = re.compile(
    r"(?:公元前?|西元前?)?\d{1,4}(?:[-—–至~～/]\d{1,4})?年(?:代|间|底|初|末|春|夏|秋"
    r"|冬)?(?:\d{1,2}月(?:\d{1,2}[日号])?)?(?:上旬|中旬|下旬|起|前|后)?"
    r"|\d{1,2}月(?:\d{1,2}[日号])?|\d{1,2}[日号](?!\d)|\d{1,2}世纪|(?:19|20)\d\d(?![\d.%万亿])"
    r"|[〇零一二三四五六七八九十元]{1,4}年|[一二三四五六七八九十]{1,3}月|[一二三四五六七八九十]+世纪"
    r"|[夏商周秦汉晋隋唐宋元明清][朝代初末]|时期|年间|年代"
)
_ROLE = (
    "总书记|书记|院长|校长|主任|处长|部长|局长|厅长|市长|省长|县长|镇长|村长|会长|主席|总理|总统|总裁|经理"
    "|董事长|委员|教授|老师|教师|讲师|院士|博士|导师|辅导员|专家|劳模"
    "|书法家|作家|画家|导演|演员|歌手|教练|队长|球员|运动员|将军|皇帝|国王|女王|王子|公主|首相|大臣|先生|女士"
    "|同志|同学|学生|记者|通讯员|作者|主编|校友|负责人|医生|律师|工程师|大师|工匠|烈士|英雄"
)
# One of the usual surnames with one or two characters, where both sides look like the edges of a name
NAME = rf"(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|[{SURNAMES}])[{_HAN}]{{1,2}}?"
_WHO_IS = re.compile(rf"^(?:请问|那)?(?P<name>{NAME})是(?:谁|什么人|何人|哪位|干什么的)[呢啊？?。\s]*$")
_AFTER_NAME = (
    rf"(?:{_ROLE}|[、，,。）)”；;（(\s]|说|指出|表示|介绍|认为|担任|任|率|带|代表|等|的|在|于|是|为|主持"
    rf"|讲|作|获|当选|出生|和|与|及|被|将|发|领|宣|$)"
)
_PERSON = re.compile(
    rf"(?:(?:{_ROLE})[、：]?|(?<=[、，,（(“：:·由是和与及让请叫以为任被给\n])|^)(?P<name>{NAME})(?={_AFTER_NAME})"
    rf"|[{_HAN}]{{1,6}}(?:[·•・][{_HAN}a-z]{{1,7}})+|[A-Z][a-z]+(?:\.? [A-Z][a-z]+)+"
)
_PLACE = re.compile(
    rf"[{_HAN}]{{1,6}}(?:省|市|县|区|州|镇|乡|村|国|路|街|岛|山|河|湖|江|海|湾|港|寺|馆|园|广场|大厦|中心|基地"
    rf"|学院|大学|学校|机场|车站)|位于|坐落|地处|境内"
    r"|(?:中国|美国|英国|法国|德国|日本|俄罗斯|韩国|北京|上海|天津|重庆|香港|澳门|台湾|浙江|江苏|福建|山东|山西"
    r"|广东|广西|河南|河北|湖南|湖北|江西|安徽|四川|陕西|云南|贵州|海南|吉林|辽宁|黑龙江|甘肃|青海|宁夏|新疆|西藏"
    r"|内蒙古)"
)
_REASON = re.compile(r"因为|由于|因此|因而|所以|为了|以便|原因|导致|使得|故|鉴于|旨在|从而|缘于|出于|目的")

_FOUND: dict[AnswerType, re.Pattern[str]] = {
    "number": _NUMBER,
    "date": _DATE,
    "person": _PERSON,
    "place": _PLACE,
    "reason": _REASON,
}


def person_asked_about(question: str) -> str:
    """Return the name of a person of whom a question asks who that is, or nothing.

    Example: ``person_asked_about("请问张兵是谁？")`` -> ``"张兵"``
    """
    found = _WHO_IS.search(question.strip())
    return found["name"] if found else ""


def asked_type(question: str) -> AnswerType:
    """Return what type of answer a question asks for."""
    if person_asked_about(question):
        return "definition"
    return next((name for name, asks in _ASKED.items() if asks.search(question)), "other")


def found_spans(wanted: AnswerType, sentence: str) -> Iterator[tuple[int, int]]:
    """Yield where a sentence holds something of a type, in order: offsets in the sentence."""
    if wanted in _FOUND:
        for match in _FOUND[wanted].finditer(sentence):
            group = "name" if wanted == "person" and match["name"] else 0
            yield match.span(group)
