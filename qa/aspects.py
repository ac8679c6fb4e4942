"""The aspects of a comparison: the columns that one question, or several, ask for, and the institutions they name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus import Language
from index import fold
from qa.enumeration import split_clauses, split_list
from qa.errors import QuestionError
from qa.question import MAX_CHARS, institution_forms, understand, usable
from qa.topics import is_question, topic_of

# More columns than this no page holds; a longer list is a text that was pasted by mistake
MAX_ASPECTS = 20

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_AND = r"\s*(?:以及|[、，,和与及跟同&]|\band\b|\bvs\.?)\s*"
# 嘉职院与其他学校相比: the question names one institution and means all
_OTHERS = re.compile(
    r"[与和跟同]?(?:其他|其它|别的)(?:学校|院校|高校|学院)(?:相比|比较|比)?|\b(?:and|with)?\s*(?:the\s+)?other\s+(?:schools|colleges)",
    re.IGNORECASE,
)
# The schools as the subject of a question: left out where the question is put to each of them alone
_EACH = re.compile(
    r"(?:各|每|这些|所有|全部|不同|哪)(?:个|所|家|类|地)?(?:职业院校|高职院校|高等院校|院校|高校|学校|学院|校)(?:都|分别|各自)?的?"
    r"|\b(?:(?:do|does|did|have|has|of|at|in)\s+)?(?:the\s+|each\s+|every\s+|all\s+)*(?:schools?|colleges?|institutions?|universit(?:y|ies))\b\s*",
    re.IGNORECASE,
)
_COMPARE = re.compile(r"^\W*(?:please\s+)?(?:compare|contrast)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """One column."""

    name: str  # its heading
    question: str  # what is asked of the documents
    alone: bool  # whether each institution is asked by itself: a fact is looked for in every one


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be compared."""

    questions: tuple[str, ...]
    aspects: tuple[Aspect, ...]
    institutions: tuple[str, ...]  # that the questions name, by the names that the documents use; none means all
    language: Language


def read_request(texts: Sequence[str], institutions: Mapping[str, Sequence[str]]) -> Request:
    """Return what one question, or several questions or topics, ask to compare.

    One question is split into its aspects; several are an aspect each, as they are.

    Args:
        texts: The questions or topics as they were typed.
        institutions: The institutions of the documents, with their aliases.

    Raises:
        QuestionError: If a text is empty, too long, names no aspect, or names an institution that the documents do
            not have; if there are no aspects or too many.
    """
    questions = [usable(text) for text in texts]
    named: dict[str, None] = {}
    aspects: dict[str, Aspect] = {}
    for question in questions:
        rest, names = _without_names(question, institutions)
        named.update(dict.fromkeys(names))
        pieces = split_aspects(rest) if len(questions) == 1 else [rest]
        for aspect in _aspects(pieces, question, rest):
            aspects.setdefault(fold(aspect.name), aspect)
    _check_count(len(aspects))
    return Request(
        questions=tuple(questions),
        aspects=tuple(aspects.values()),
        institutions=tuple(named),
        language=_language(" ".join(questions)),
    )


def split_aspects(text: str) -> list[str]:
    """Return the aspects that one question asks for, without the words that frame them.

    Example:
        >>> split_aspects("各校在党建引领、三全育人、校企合作方面有什么做法")
        ['党建引领', '三全育人', '校企合作']
    """
    return [topic for clause in split_clauses(text) for topic in split_list(topic_of(clause)) if topic]


def _without_names(question: str, institutions: Mapping[str, Sequence[str]]) -> tuple[str, list[str]]:
    """Return a question without the institutions that it names, and their names; none if it means the others too."""
    asked = understand(question, institutions)
    if asked.strangers:
        known = "、".join(list(institutions)[:5])
        raise QuestionError(
            en=f"no document is about {asked.strangers[0]!r}. The index has {known or 'no institution'}, among others;"
            " `yinzheng compare` without a name compares all of them.",
            zh=f"没有文档属于 {asked.strangers[0]!r}。索引中的学校如：{known or '（无）'}；不写校名即对比全部学校。",
        )
    rest = _cut_out(question, institutions) if asked.institutions else question
    if _OTHERS.search(rest):
        return _OTHERS.sub(" ", rest), []
    return rest, list(asked.institutions)


def _cut_out(question: str, institutions: Mapping[str, Sequence[str]]) -> str:
    """Return a question without the names of institutions, and without what joins one to the next."""
    name = f"(?:{'|'.join(map(re.escape, sorted(institution_forms(institutions), key=len, reverse=True)))})"
    rest = re.sub(f"{name}(?:{_AND}{name})*", " ", question, flags=re.IGNORECASE)
    if not _says_something(rest):
        return ""
    left = understand(rest, institutions)
    # a name in a form that is not in the list, such as an English one: what the question is about is kept
    return "、".join(left.content) if left.institutions else rest


def _aspects(pieces: Sequence[str], question: str, rest: str) -> list[Aspect]:
    """Return pieces of a question as aspects.

    Raises:
        QuestionError: If none of them says what it is about.
    """
    whole = question if len(pieces) == 1 and rest == question else None
    aspects = [_aspect(piece, whole) for piece in pieces if _says_something(topic_of(piece))]
    if not aspects:
        raise QuestionError(
            en=f"{question!r} names nothing to compare the institutions in. Name one or more aspects, such as"
            " yinzheng compare 三全育人 校企合作",
            zh=f"{question!r} 没有说明要对比什么。请写出一个或多个方面，例如：yinzheng compare 三全育人 校企合作",
        )
    return aspects


def _says_something(piece: str) -> bool:
    try:
        return bool(understand(piece, {}).content)
    except QuestionError:  # nothing but punctuation is left of it
        return False


def _aspect(piece: str, whole: str | None) -> Aspect:
    """Return one aspect; ``whole`` is the user's own question where it is about this aspect only."""
    name = topic_of(piece)
    if not is_question(name):
        return Aspect(name=name, question=_survey(name), alone=False)
    by_itself = _EACH.sub("", name).strip() or name
    if understand(by_itself, {}).kind in ("fact", "yes_no"):
        return Aspect(name=name, question=by_itself, alone=True)
    if whole and understand(whole, {}).over_institutions:
        return Aspect(name=name, question=whole, alone=False)
    return Aspect(
        name=name, question=f"各校{by_itself}" if _HAN.search(by_itself) else f"how do schools {by_itself}", alone=False
    )


def _survey(topic: str) -> str:
    """Return the question that finds what each institution does about a topic."""
    return f"各校如何推进{topic}" if _HAN.search(topic) else f"how do schools implement {topic}"


def _check_count(count: int) -> None:
    if 1 <= count <= MAX_ASPECTS:
        return
    raise QuestionError(
        en=f"there are {count} aspects to compare; expected 1 to {MAX_ASPECTS}."
        " Name some, or make several comparisons.",
        zh=f"要对比的方面有 {count} 个，应为 1 至 {MAX_ASPECTS} 个。请写出要对比的方面，或分几次对比。",
    )


def _language(text: str) -> Language:
    # "compare 双带头人 and 三会一课" has too few English words to be an English question otherwise
    return "en" if _COMPARE.search(text) else understand(text[:MAX_CHARS], {}).language
