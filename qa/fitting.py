"""Whether a sentence can be the answer at all: a number in the unit asked for, a year, the name of who holds an office.

Only what is sure is asked for here: the scorer weighs the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from qa.answer_type import NAME

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_DIGITS = r"(?<![\d.])\d[\d,，.]*"
# 一 counts only before the very unit that is asked for: 一等奖, 一体化 and 一个 are everywhere
_CHINESE = (
    r"[两二三四五六七八九十百千万亿半数][〇零一二两三四五六七八九十百千万亿]*"
    r"|[一十][〇零一二两三四五六七八九十百千万亿]+"
)
_MANY = r"[多余几来]?"
_NUMERAL = rf"(?:{_DIGITS}(?:\s?[十百千万亿]+)?|{_CHINESE})"

# Units that stand for each other, and what asks for them besides "多少" and "几" with one of them
_UNITS = (
    (
        "名位人",
        r"人数|多少(?:个|名|位)?(?:人|学生|教师|老师|党员|干部|专家|师生|员工|职工|毕业生|志愿者|博士|教授|讲师"
        r"|辅导员|书记|人才)(?!次)|how many (?:\w+ ){0,2}(?:people|persons|students|teachers|members|staff"
        r"|graduates|volunteers|doctors|professors|lecturers|cadres|experts|counsel+ors|employees)",
    ),
    (
        "元块镑磅金币",
        r"多少钱|(?:金额|经费|资金|费用|学费|奖金|工资|投资|收入)(?:是|有|为|达)?多少|多少(?:经费|资金|费用|学费"
        r"|奖金|投资|元|万元|亿元)|how much money",
    ),
    (
        "%％成半倍",
        r"比例|比率|占比|比重|百分|[\u4e00-\u9fff]率(?:是|为|达|有|达到)?(?:多少|多高|几)|what (?:percentage"
        r"|share|proportion|percent)|\brate\b",
    ),
    ("亩顷米", r"(?:占地|面积)(?:是|有|为|达)?多少|多少(?:亩|公顷|平方)|多大(?:地|面)"),
    ("时", r"(?:多少|几)个?小时|how many hours"),
    ("天日", r"(?:多少|几)天|how many days"),
    ("年载", r"(?:多少|几)年(?!级)|how many years"),
    ("年月天周期日时分", r"多久|多长时间|几(?:年|个月|天|周|小时)|多少(?:年|个月|天|周|小时)|how long"),
    ("次场期届回轮遍", r"多少[次场期届回轮遍]|几[次场期届回轮遍]|how many times"),
    ("所家个", r"多少[所家]|几[所家]"),
    ("支队个", r"多少支|几支"),
    ("项个种类条门件", r"多少[项种类条门件]|几[项种类条门件]"),
    ("张枚面块", r"多少张|几张"),
    ("篇部本册套", r"多少[篇部本册套]|几[篇部本册套]"),
    ("间处座栋幢个", r"多少[间处座栋幢]|几[间处座栋幢]"),
)
_PERCENT = r"百分之|分之|全覆盖|全部|全员|所有|过半|一半|\d[：:]\d|\d\.\d"
_AMOUNT = re.compile(
    r"多少|(?<![一二三四五六七八九十零百千这那好哪第])几(?![乎何月日号门]|年[代来])|how (?:many|much)\b|占比"
    r"|比例(?:是|为|有|达)|百分之几",
    re.IGNORECASE,
)
# How many schools do something is counted over the schools, and stands in no sentence
_SCHOOLS = re.compile(
    r"(?:多少|几)[所家个](?:学校|院校|高校|职业院校|学院)|how many (?:\w+ )?(?:schools|colleges|institutions)",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(rf"{_NUMERAL}{_MANY}(?![年月日号]|[\d])|第[一二三四五六七八九十\d]|{_PERCENT}|[一两单双首]")
_YEAR_ASKED = re.compile(r"哪一?年|何年|几几年|(?:哪|什么)年份|\b(?:what|which) year\b", re.IGNORECASE)
_YEAR = re.compile(
    r"\d{2,4}\s*年|[〇零一二三四五六七八九]{2,4}年|[一二三四五六七八九十元\d]年|(?:19|20)\d\d|世纪|年代"
    r"|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年"
)

# When something was founded stands in no sentence that only counts the years since: 成立100周年
_FOUNDED_ASKED = re.compile(
    r"(?:什么时候|何时|哪一?年).{0,8}(?:成立|建校|创办|创建|设立|建立|组建)|(?:成立|建校|创办|创建|设立|建立|组建).{0,6}(?:什么时候|何时|哪一?年)"
)
_FOUNDED = re.compile(r"(?:成立|建校|创办|创建|设立|建立|组建|始建|建于|创于|诞生|挂牌|批准)(?!\S{0,5}周年)")

_OFFICE = "书记|校长|院长|主任|处长|部长|科长|主席|会长|董事长|总经理|负责人|带头人|班长|团长|队长|组长"
_BODY = "党委|纪委|团委|党总支|总支|党支部|支部|思政部|教研室|办公室|学生会|校友会"
_OFFICE_ASKED = re.compile(
    rf"(?P<body>{_BODY})?的?(?P<office>副?(?:{_OFFICE}))(?:是|为|叫|由)?(?:谁|哪位|哪一位|什么名字|叫什么|哪个人)"
    rf"|(?:谁|哪位|哪一位|哪个人)(?:是|任|担任|当)\S*?(?P<body_of>{_BODY})?的?(?P<of>副?(?:{_OFFICE}))"
    r"|\bwho(?:'s| is| was)(?: the)? (?P<party>party )?(?:\w+ ){0,3}(?:secretary|president|principal|dean"
    r"|director|head"
    r"|chair\w*|leader)\b",
    re.IGNORECASE,
)
_AFTER = (
    r"(?:[，,。；;、）)：:\s]|女士|先生|博士|教授|宣|上|出|参|到|作|讲|获|在|说|指|表|介|认|代|带|率|为|主"
    r"|强|谈|的|和|同|等|老师|同志|$)"
)


def counts_schools(question: str) -> bool:
    """Tell whether a question asks how many schools there are, which no single sentence tells."""
    return bool(_SCHOOLS.search(question))


def can_answer(question: str, sentence: str) -> bool:
    """Tell whether a sentence has what a question asks for, as far as that can be told for sure.

    Example: a sentence without a number of people cannot answer 有多少名党员.
    """
    return all(rule(sentence) for rule in _rules(question))


@lru_cache(maxsize=64)
def _rules(question: str) -> tuple[Callable[[str], object], ...]:
    """Return what a sentence has to hold, as functions that find it."""
    rules: list[Callable[[str], object]] = []
    if _AMOUNT.search(question) and not counts_schools(question):
        units = next((units for units, asks in _UNITS if re.search(asks, question, re.IGNORECASE)), None)
        if units and re.search("[少几]个", question):
            units += "个"  # 多少个学生党员岗: it is not the people that are counted
        rules.append(_measured(units).search if units else _ANY_NUMBER.search)
    if _YEAR_ASKED.search(question):
        rules.append(_YEAR.search)
    if _FOUNDED_ASKED.search(question):
        rules.append(_FOUNDED.search)
    if office := _OFFICE_ASKED.search(question):
        body = office["body"] or office["body_of"] or ("党委" if office["party"] else "")
        rules.append(_holder(body, office["office"] or office["of"] or f"(?:{_OFFICE})").search)
    return tuple(rules)


def _holder(body: str, office: str) -> re.Pattern[str]:
    """Return what finds the name of who holds an office of a body: 党委书记、校长李强, 李强任学校党委书记, 李强书记."""
    # 思政部党总支书记 is the secretary of 思政部, and 党委办公室主任 is no 党委主任
    between = "" if body.endswith("委") else r"[^，,。；;、]{0,4}?"
    title = rf"{body}{between}(?:常务)?{office}" if body else rf"(?<!副){office}"
    forms = [
        rf"{title}(?:[、兼及][^，,。；;]{{0,10}}?)?[：:、]?(?:由|是|为)?{NAME}(?={_AFTER})",
        rf"{title}\S?[{_HAN}]+·[{_HAN}]+",
        rf"{NAME}(?:同志|老师)?(?:任|担任|出任|当选|为|是)\S{{0,16}}{title}",
    ]
    if body in ("", "党委"):
        forms.append(rf"(?<![{_HAN}])(?!纪委|党){NAME}{office}")
    return re.compile("|".join(forms))


def _measured(units: str) -> re.Pattern[str]:
    """Return what finds a number in one of some units."""
    unit = f"(?:[十百千万亿日美欧英港公立平方小]*[{units}])"
    share = f"|{_PERCENT}" if "%" in units else ""
    return re.compile(rf"(?:{_NUMERAL}|(?<!第)[一两]){_MANY}\s?{unit}{share}")
