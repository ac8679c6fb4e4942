"""What is asked: language, institutions, kind of question, and the terms that an answer cannot do without."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus import Language
from index import fold, split_terms, without_frame
from qa.errors import QuestionError

# Longer than any question; a text of 100,000 characters is a document that was pasted by mistake
MAX_CHARS = 2000
# Turns that a follow-up can lean on
MAX_TURNS = 10

Kind = Literal["fact", "definition", "how", "survey", "comparison", "yes_no"]

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_SURVEY = re.compile(
    r"各(?:个|所|家|类|地)?(?:学?校|院校|高校|学院|高职)|(?:哪|那|这)(?:些|几所|几个)(?:学校|院校|高校|学院|职业院校)"
    r"|(?:所有|全部|每[个所]|不同|多所|几所)的?(?:学校|院校|高校|学院|职业院校)|(?:学校|院校|高校|学院)(?:们|之间|都|分别|分头)"
    r"|\b(?:schools|colleges|institutions|universities|each (?:school|college|institution|university))\b",
    re.IGNORECASE,
)
_FACT = re.compile(
    r"多少|几[个名人次项所年月日门种位家条类]|第几|何时|何地|何人|谁|哪[一个年月日天里位家所名]|什么时候|什么时间"
    r"|\b(?:how (?:many|much)|when|who|which|where)\b",
    re.IGNORECASE,
)
_DATE_ASKED = re.compile(r"何时|哪一?[年月日天]|几[年月日]|什么时候|什么时间|\bwhen\b", re.IGNORECASE)
_NUMBER_ASKED = re.compile(r"多少|几[个名人次项所年门种位家条类]|第几|比例|\bhow (?:many|much)\b", re.IGNORECASE)
# Verbs that open a question about practice whatever it is about: 如何落实…, 怎样推进…
_PRACTICE = re.compile(
    rf"(?<![{_HAN}])(?:落实|推进|推动|实施|实行|执行|贯彻|加强|强化|抓好|做好|搞好|建设|构建|打造|提升)(?=[{_HAN}]{{2}})"
)
# What stands for "the schools" in a survey, and for "the school" where one is meant
_GENERIC = re.compile(
    r"(?:各|每|哪些|哪几|这些|那些|所有|全部|不同|多)?(?:个|所|家|类|地|几所)?(?:职业院校|高职院校|高等院校|高职|院校|高校|学校|该校|本校|各校|学院们)"
)
# A question that leans on the one before it; any other stands alone, whatever was asked before
_FOLLOW_UP = re.compile(
    r"^(?:那|它|他们|她们|该校|该院|这所|其|还有|另外|此外)|呢[？?。]*$|^(?:and|but|what about|how about|it|they)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"「『《]([^”\"」』》]{2,40})[”\"」』》]")
# A school's name: if the documents do not have it, nothing else answers for it
_SCHOOL = re.compile(
    rf"[{_HAN}]{{2,10}}(?:职业技术大学|职业技术学院|职业技术学校|职业大学|职业学院|专科学校)"
    rf"|(?<![{_HAN}])[{_HAN}]{{1,4}}(?:职院|职大)"
)
# Perhaps a school's name, perhaps 现代产业学院: the passage has to have it, whatever it is
_PERHAPS_SCHOOL = re.compile(rf"(?<![{_HAN}])[{_HAN}]{{2,6}}(?:大学|学院)")
# Names made of numbers, which stand for one thing only: 1+8+N, the 1255 of 1255模式, the 四三 of 四三工程
_CODE = re.compile(
    r"[0-9a-z]+(?:\+[0-9a-z]+)+|\d{3,}(?=模式|机制|工程|体系|计划)|[一二三四五六七八九十]{2,}(?=模式|机制|工程|体系)"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?=[年届级])")
# The regular short forms of a college: 聊城职院 for 聊城职业技术学院, and 浙江工商 where the stem is no mere place name
_LONG_ENDING = re.compile(r"职业(?:技术)?学院$")
_ENDING = re.compile(r"(?:职业)?(?:技术)?(?:大学|学院)$|高等专科学校$")
_STEM_CHARS = 4
# 浙江工商 is not named in 浙江工商大学: that is another school
_NO_ENDING = r"(?!职业|技术|大学|学院|学校)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One thing that a question is about, with what documents may call it."""

    text: str  # folded, as it stands in the question
    others: tuple[str, ...] = ()  # other wordings, folded, best first
    required: bool = False  # whether an answer must have it, or one of the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, understood."""

    text: str
    whole: str  # the question as it can be asked by itself; the text, unless that is a follow-up
    language: Language
    kind: Kind
    institutions: tuple[str, ...]  # that it names, by the names that the documents use
    strangers: tuple[str, ...]  # that it names and no document is about
    concepts: tuple[Concept, ...]  # what it is about, without frame and institutions
    required: tuple[str, ...]  # terms that an answer cannot do without
    years: tuple[str, ...]
    wants: Literal["number", "date"] | None  # what a sentence must hold to answer it

    @property
    def content(self) -> tuple[str, ...]:
        """What it is about, in its own words."""
        return tuple(concept.text for concept in self.concepts)

    @property
    def over_institutions(self) -> bool:
        """Whether the answer accounts for several institutions, one by one."""
        return self.kind in ("survey", "comparison")

    @property
    def query(self) -> str:
        """What the index is searched for."""
        return " ".join((*self.institutions, *self.content)) or self.text


def understand(text: str, institutions: Mapping[str, Sequence[str]], *, history: Sequence[str] = ()) -> Question:
    """Return what a question asks.

    Args:
        text: The question as it was typed.
        institutions: The institutions of the documents, with their aliases.
        history: The questions before it in the conversation, oldest first. A follow-up ("那…", "…呢？") that names no
            institution means the one named last; one that names nothing else means the subject before.

    Raises:
        QuestionError: If the question is empty or too long.
    """
    before: Question | None = None
    for turn in history[-MAX_TURNS:]:
        before = _continued(_understand_alone(turn, institutions), before)
    return _continued(_understand_alone(text, institutions), before)


def _continued(question: Question, before: Question | None) -> Question:
    """Return a question with what it leaves to the one before it."""
    if before is None or not (_FOLLOW_UP.search(question.text) or not question.content):
        return question
    named = question.institutions or (() if question.over_institutions else before.institutions)
    if question.content:
        return replace(question, institutions=named)
    kind = question.kind if question.over_institutions else before.kind
    if kind == "survey" and len(named) == 1:
        kind = "how"
    return replace(before, text=question.text, language=question.language, institutions=named, kind=kind)


def _understand_alone(text: str, institutions: Mapping[str, Sequence[str]]) -> Question:
    text = usable(text)
    named, rest = _take_institutions(text, institutions)
    language: Language = "zh" if _is_chinese(rest if named else text) else "en"
    plain = without_frame(fold(rest))
    strangers = [name.lstrip("和与及") for name in _SCHOOL.findall(plain)]
    perhaps = [] if named or strangers else _PERHAPS_SCHOOL.findall(plain)
    content = _content(_SCHOOL.sub(" ", plain) if strangers else rest, language)
    survey = len(named) + len(strangers) > 1 or (not named and bool(_SURVEY.search(text)))
    kind: Kind = "survey" if survey else "fact" if _FACT.search(text) else "how"
    # Chinese inside an English question is the term that it is about
    han = [run for run in content if _has_han(run)] if language == "en" else []
    codes = _CODE.findall(fold(rest))
    return Question(
        text=text,
        whole=text,
        language=language,
        kind=kind,
        institutions=tuple(named),
        strangers=tuple(strangers),
        concepts=tuple(Concept(text=run) for run in content),
        required=tuple(dict.fromkeys((*_QUOTED.findall(text), *codes, *han, *perhaps, *(() if named else strangers)))),
        years=tuple(_YEAR.findall(text)),
        wants="date" if _DATE_ASKED.search(text) else "number" if _NUMBER_ASKED.search(text) else None,
    )


def usable(text: str) -> str:
    """Return a question or a query as one line of text that can be searched for.

    Raises:
        QuestionError: If it is empty or too long.
    """
    # a lone surrogate comes from a badly decoded terminal, and is no character
    text = " ".join(text.encode("utf-8", "ignore").decode().split())
    if len(text) > MAX_CHARS:
        raise QuestionError(
            en=f"the question has {len(text):,} characters; at most {MAX_CHARS:,} are read ({text[:20]!r}...)."
            " Ask a shorter one; a file of questions goes to `yinzheng batch`.",
            zh=f"问题有 {len(text):,} 个字符，最多 {MAX_CHARS:,} 个（{text[:20]!r}……）。"
            "请缩短问题；问题文件请用 yinzheng batch。",
        )
    if not split_terms(text).grams and not split_terms(text).words:
        raise QuestionError(
            en=f"the question is empty: {text!r}. Type a question in words, such as 各校如何推进三全育人",
            zh=f"问题是空的：{text!r}。请输入一个问题，例如：各校如何推进三全育人",
        )
    return text


def _is_chinese(text: str) -> bool:
    """Tell the language of the frame: one Chinese term in an English sentence leaves it English."""
    terms = split_terms(text)
    han = sum(len(gram) == 1 for gram in terms.grams)
    latin = sum(word.isalpha() for word in terms.words)
    return han > 0 and (latin < 3 or han > 4 * latin)


def institution_forms(institutions: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the institution for each form of its name, folded: the name, its aliases, and its regular short forms.

    A short form that two institutions share stands for neither.
    """
    short: dict[str, set[str]] = {}
    for name in institutions:
        stem = _ENDING.sub("", name)
        for form in (_LONG_ENDING.sub("职院", name), stem if len(stem) >= _STEM_CHARS else name):
            short.setdefault(fold(form), set()).add(name)
    forms = {form: names.pop() for form, names in short.items() if len(names) == 1}
    return forms | {fold(form): name for name, aliases in institutions.items() for form in (*aliases, name)}


def _take_institutions(text: str, institutions: Mapping[str, Sequence[str]]) -> tuple[list[str], str]:
    """Return the institutions that a text names, in its order, and the text without their names."""
    names = institution_forms(institutions)
    if not names:
        return [], text
    longest_first = sorted(names, key=len, reverse=True)
    forms = re.compile(
        "|".join(re.escape(form) + ("" if _ENDING.search(form) else _NO_ENDING) for form in longest_first)
    )
    folded = fold(text)
    found = dict.fromkeys(names[match] for match in forms.findall(folded))
    return list(found), forms.sub(" ", folded) if found else text


def _content(text: str, language: Language) -> list[str]:
    """Return the runs of a question that say what it is about."""
    folded = fold(text)
    if language == "en":
        # Chinese terms and numbers say what an English question is about. Its English words count only where there is
        # no Chinese: then they show that the documents do not have what is asked.
        chinese = re.findall(rf"[{_HAN}][{_HAN}0-9+a-z]*|\d+(?:[.%]\d+)?", folded)
        words = re.findall(r"[a-z0-9]+(?:[+.%-][a-z0-9]+)*", without_frame(folded))
        if any(map(_has_han, chinese)):
            return chinese
        return [word for word in words if _CODE.fullmatch(word)] or words
    runs = _PRACTICE.sub(" ", without_frame(_GENERIC.sub(" ", folded)))
    return re.findall(rf"[{_HAN}]+|[0-9a-z]+(?:[+.%/-][0-9a-z]+)*", runs)


def _has_han(run: str) -> bool:
    return bool(split_terms(run).grams)
