"""What is asked: language, institutions, kind of question, and the terms that an answer cannot do without."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus import Language
from index import fold, one_width, split_terms, without_frame
from qa.answer_type import person_asked_about
from qa.concepts import CODE, Concept, find_concepts, has_han
from qa.english_names import find_english_names
from qa.errors import QuestionError
from qa.follow_up import Turn, assumed, leans, made_whole, without_courtesy
from qa.institutions import (
    Mention,
    find_institutions,
    find_strangers,
    institution_forms,
    lowered,
    of_a_place,
    perhaps_schools,
    without,
)
from qa.kinds import Kind, kind_of
from qa.years import dates_of, without_days

__all__ = ["Concept", "Kind", "Question", "institution_forms", "understand", "usable"]

# Longer than any question; a text of 100,000 characters is a document that was pasted by mistake
MAX_CHARS = 2000
# Turns that a follow-up can lean on
MAX_TURNS = 10

_QUOTED = re.compile(r"[“\"「『《]([^”\"」』》]{2,40})[”\"」』》]")
_YEAR = re.compile(r"(?:19|20)\d\d(?=[年届级])")
_LATIN_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ENGLISH_OPENING = re.compile(
    r"(?:and |but |then )?(?:what|how|which|who|when|where|why|is|are|was|were|do|does|did|has|have|compare|list)\b"
    r"(?!.*[的了吗呢如何])",
    re.IGNORECASE,
)
_CHINESE_FRAME = re.compile("哪|什么|多少|谁|吗|呢|如何|怎|为何|何时|是否|有没有|介绍|比较")
# What stands before an institution that is not meant, and what is left of that without its name
_EXCEPTED = re.compile(
    r"(?:除了?|除去|除开|不算|不包括)\s*$|\b(?:besides|except(?: for)?|apart from|other than)\s+$", re.IGNORECASE
)
_EXCEPTED_AFTER = re.compile(r"\s*(?:以外|之外)")
_LISTED_WITH = re.compile(r"\s*(?:[和与及、，,]|以及|and)\s*", re.IGNORECASE)
_EXCEPTING = re.compile(
    r"(?:除了?|除去|除开|不算|不包括)\s+(?:[和与及、，,]\s+)*(?:以外|之外|外)?的?[，,]?|\s(?:以外|之外)的?"
    r"|\b(?:besides|except(?: for)?|apart from|other than)\s{2,}(?:(?:and|,)\s+)*",
    re.IGNORECASE,
)
# Which schools do not: asked of those that do, and answered with the others first
_NEGATED = re.compile(
    r"(?:哪(?:些|几?[所个家]).{0,4}|各)(?:学校|院校|高校|单位|机构|校)?(?:还|都|尚|并)?(?:没有?|未(?!来)|不(?!同|断))"
    r"|\b(?:schools|colleges|institutions|universities|organi[sz]ations)\s+(?:do|does|did|have|has|are|is)\s*(?:not|n't)\b",
    re.IGNORECASE,
)
# Characters that are not seen: control characters, zero-width ones, emoji and their parts
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "So", "Sk", "Mn", "Me")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, understood."""

    text: str
    whole: str  # the question as it can be asked by itself; the text, unless that is a follow-up
    otherwise: tuple[str, ...]  # what else it may mean after the questions before it, if it is not answered so
    language: Language
    kind: Kind
    institutions: tuple[str, ...]  # that it names, by the names that the documents use
    strangers: tuple[str, ...]  # that it names and no document is about
    negated: bool  # whether a survey asks who does not
    excepted: tuple[str, ...]  # institutions that it is not about: 除了嘉职院
    concepts: tuple[Concept, ...]  # what it is about, without frame and institutions
    required: tuple[str, ...]  # terms that an answer cannot do without
    years: tuple[str, ...]
    dates: tuple[str, ...]  # as exact as it gives them: 2021年9月

    @property
    def content(self) -> tuple[str, ...]:
        """What it is about, in its own words."""
        return tuple(concept.text for concept in self.concepts)

    @property
    def others(self) -> tuple[str, ...]:
        """What documents may call what it is about."""
        return tuple(dict.fromkeys(other for concept in self.concepts for other in concept.others))

    @property
    def over_institutions(self) -> bool:
        """Whether the answer accounts for several institutions, one by one."""
        return self.kind in ("survey", "comparison")

    @property
    def query(self) -> str:
        """What the index is searched for."""
        # of several institutions each is searched by itself
        names = () if self.over_institutions else self.institutions
        return " ".join((*names, *self.strangers, *self.years, *self.dates, *self.content)) or self.text


def understand(text: str, institutions: Mapping[str, Sequence[str]], *, history: Sequence[str] = ()) -> Question:
    """Return what a question asks.

    Args:
        text: The question as it was typed.
        institutions: The institutions of the documents, with their aliases.
        history: The questions before it in the conversation, oldest first. A follow-up is made whole from them.

    Raises:
        QuestionError: If the question is empty or too long.
    """
    before: str | None = None
    for turn in history[-MAX_TURNS:]:
        before = _readings(usable(turn), before, institutions)[0]
    text = usable(text)
    whole, *others = _readings(text, before, institutions)
    question = _understand_alone(whole, institutions)
    language = question.language if whole == text else _language(text, institutions)
    return replace(question, text=text, language=language, otherwise=tuple(others))


def _readings(text: str, before: str | None, institutions: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what a question may mean after another, each so that it can be asked by itself, the likeliest first."""
    if before is None:
        return [text]
    turn, last = _turn(without_courtesy(text), institutions), _turn(before, institutions)
    if not turn.contents or leans(turn.text):
        wholes = [made_whole(turn, last)]
    else:
        alone = _understand_alone(text, institutions)
        of_its_own = alone.kind == "survey" or (alone.kind == "definition" and alone.required)
        wholes = [*([] if of_its_own else assumed(turn, last)), text]
    return [text if whole == turn.text else whole[:MAX_CHARS] for whole in dict.fromkeys(wholes)]


def _turn(text: str, institutions: Mapping[str, Sequence[str]]) -> Turn:
    plain = _plain(text)
    mentions, _ = _named(plain, institutions)
    alone = _understand_alone(text, institutions)
    folded = lowered(plain)
    for stranger in alone.strangers:
        if (start := folded.find(lowered(stranger))) >= 0:
            mentions.append(Mention(start, start + len(stranger), plain[start : start + len(stranger)]))
    mentions.sort(key=lambda mention: mention.start)
    return Turn(
        text=plain,
        mentions=tuple(mentions),
        contents=alone.content,
        chinese=_is_chinese(without(plain, mentions)),
    )


def _understand_alone(text: str, institutions: Mapping[str, Sequence[str]]) -> Question:
    plain = _plain(text)
    mentions, english = _named(plain, institutions)
    excepted = _excepted(plain, mentions)
    named = tuple(dict.fromkeys(mention.name for mention in mentions if mention not in excepted))
    rest = _EXCEPTING.sub(" ", without(plain, mentions))
    frameless = without_frame(fold(rest))
    strangers = (*find_strangers(fold(rest), institutions), *english)
    perhaps = [] if named or strangers else perhaps_schools(frameless)
    language = _language(text, institutions)
    quoted = [*_QUOTED.findall(plain), *filter(None, [person_asked_about(rest)])]
    kind = kind_of(rest.strip(), len(named) + len(strangers))
    if not named:
        # those of a place: 浙江的学校怎么做党建
        of_place, without_place = of_a_place(rest, institutions)
        if excepted or of_place:
            kind, named, rest = "survey", tuple(of_place), without_place
    for stranger in strangers:
        rest = re.sub(re.escape(stranger), " ", rest, flags=re.IGNORECASE)
    concepts = find_concepts(without_days(rest), language, [fold(term) for term in quoted])
    years = tuple((_LATIN_YEAR if language == "en" else _YEAR).findall(plain))
    # a year says when, and is asked of the sentence apart from what it is about
    concepts = tuple(concept for concept in concepts if concept.text not in years) or concepts
    codes = CODE.findall(without_frame(fold(rest)))
    # Chinese inside an English question is the term that it is about
    han = [one.text for one in concepts if one.required and has_han(one.text)] if language == "en" else []
    return Question(
        text=text,
        whole=text,
        otherwise=(),
        language=language,
        kind=kind,
        institutions=named,
        strangers=strangers,
        negated=kind == "survey" and bool(_NEGATED.search(plain)),
        excepted=tuple(mention.name for mention in excepted),
        concepts=concepts,
        required=tuple(dict.fromkeys((*quoted, *codes, *han, *perhaps, *(() if named else strangers)))),
        years=years,
        dates=tuple(dates_of(plain)),
    )


def _excepted(plain: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of institutions that a question is not about."""
    found: list[Mention] = []
    for mention in mentions:
        between = plain[found[-1].end : mention.start] if found else ""
        if _EXCEPTED.search(plain[: mention.start]) or (found and _LISTED_WITH.fullmatch(between)):
            found.append(mention)
    return found or [mention for mention in mentions if _EXCEPTED_AFTER.match(plain, mention.end)]


def _named(plain: str, institutions: Mapping[str, Sequence[str]]) -> tuple[list[Mention], list[str]]:
    """Return where institutions are named, in either script, and the strangers that are named in English."""
    mentions = find_institutions(plain, institutions)
    masked = list(plain)
    for mention in mentions:
        masked[mention.start : mention.end] = "\ue000" * (mention.end - mention.start)
    english, strangers = find_english_names("".join(masked), institutions)
    return sorted((*mentions, *english), key=lambda mention: mention.start), strangers


def _plain(text: str) -> str:
    """Return a question in one width and in Simplified characters, without what is not seen."""
    plain = "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in one_width(text))
    return " ".join(plain.split()) if split_terms(plain).grams or split_terms(plain).words else text


def _language(text: str, institutions: Mapping[str, Sequence[str]]) -> Language:
    plain = _plain(text)
    mentions, _ = _named(plain, institutions)
    rest = without(plain, mentions)
    # a name alone tells the language too
    return "zh" if _is_chinese(rest if any(map(str.isalnum, rest)) else plain) else "en"


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
    if _ENGLISH_OPENING.match(text):
        return False
    if _CHINESE_FRAME.search(text):
        return True
    terms = split_terms(text)
    han = sum(len(gram) == 1 for gram in terms.grams)
    latin = sum(word.isalpha() for word in terms.words)
    return han > 0 and (latin < 3 or han > 4 * latin)
