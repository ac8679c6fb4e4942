"""The documents of an index: those that say nothing, lack what is known of others, or are there twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus import in_user_language, user_language
from corpus.quality import judge
from index import DocumentInfo, Index
from index.copies import COPY, SHORTEST
from qa.findings import Finding
from qa.remedies import Remedies

_SHORT = 50  # characters
# What is looked at of each text: with so much of each, 10,000 documents take 0.2 s
_OPENING = 500
# Characters that text read in the wrong encoding is full of. Some are ordinary ones, so that `judge` decides.
_SUSPECT = re.compile(
    "[\ufffd\ue000-\uf8ff锟斤烫屯鈥锛銆鐨勪涓鏄浜鎴戜粬鍦鍚绗瑰彂鏂囩爜缁勭粐鍏氬鍒跺鎬荤粨]"
    r"|[ÃÂâäåæçèé][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¤¸]"
)
_SUSPECT_SHARE = 0.05  # `judge` asks for 0.1 of the characters of the whole text, a pair counted twice
_PASSED_OVER = re.compile(r"[\W_]+")


def examine_documents(index: Index, remedies: Remedies) -> list[Finding]:
    """Return what is wrong with the documents."""
    documents = index.documents()
    short, suspects = set[str](), []
    plain: dict[str, str] = {}  # of those that are too short for `first_copy`
    for key, opening in index.openings(_OPENING):
        if len(opening) < _OPENING:
            letters = _PASSED_OVER.sub("", opening)
            if len(letters) < SHORTEST:
                plain[key] = letters
            if len(opening.strip()) < _SHORT:
                short.add(key)
        if len(_SUSPECT.findall(opening)) >= _SUSPECT_SHARE * (len(opening) or 1):
            suspects.append(key)
    return [
        _nearly_empty([one for one in documents if one.id in short], remedies),
        _garbled(index, suspects, remedies),
        _without_institution([one.source for one in documents if one.institution is None], remedies),
        _without_date([one.source for one in documents if one.date is None], remedies),
        _same_text(documents, remedies),
        _near_copies(documents, plain, remedies),
    ]


def _nearly_empty(documents: Sequence[DocumentInfo], remedies: Remedies) -> Finding:
    if not documents:
        message = in_user_language("every document has text", "文档都有正文")
        return Finding(check="short", level="ok", message=message)
    sources = tuple(one.source for one in documents)
    message = in_user_language(
        f"documents of less than {_SHORT} characters: {len(sources):,}. `yinzheng inspect FILE` shows what was cut.",
        f"不足 {_SHORT} 字的文档：{len(sources):,} 份。用 `yinzheng inspect 文件` 查看去掉了什么。",
    )
    return Finding(check="short", level="warning", message=message, remedy=remedies.remove(sources), items=sources)


def _garbled(index: Index, suspects: Sequence[str], remedies: Remedies) -> Finding:
    """Judge the suspects by their whole texts, as files are judged when they are read."""
    language = user_language()
    items = []
    for key in suspects:
        document = index.document(key)
        if document and (why := judge(document.text, source=document.source)):
            items.append(why.text(language))
    if not items:
        message = in_user_language("no text is garbled", "没有乱码")
        return Finding(check="garbled", level="ok", message=message)
    message = in_user_language(f"documents that cannot be read: {len(items):,}", f"无法阅读的文档：{len(items):,} 份")
    return Finding(check="garbled", level="warning", message=message, remedy=remedies.update(), items=tuple(items))


def _without_institution(sources: Sequence[str], remedies: Remedies) -> Finding:
    message = in_user_language(
        f"documents that name no institution: {len(sources):,}. No question about an institution finds them. Name it in"
        " metadata.csv or at the head of the file.",
        f"没有注明学校的文档：{len(sources):,} 份。问到学校时找不到它们。请在 metadata.csv 或文件开头注明。",
    )
    fine = in_user_language("every document names its institution", "文档都注明了学校")
    return _lacking("institutions", sources, remedies, message=message, fine=fine)


def _without_date(sources: Sequence[str], remedies: Remedies) -> Finding:
    message = in_user_language(
        f"documents without a date: {len(sources):,}. Their citations have none either. Give it in metadata.csv or at"
        " the head of the file.",
        f"没有日期的文档：{len(sources):,} 份。引文也就没有日期。请在 metadata.csv 或文件开头注明。",
    )
    fine = in_user_language("every document has a date", "文档都有日期")
    return _lacking("dates", sources, remedies, message=message, fine=fine)


def _lacking(check: str, sources: Sequence[str], remedies: Remedies, *, message: str, fine: str) -> Finding:
    if not sources:
        return Finding(check=check, level="ok", message=fine)
    return Finding(check=check, level="warning", message=message, remedy=remedies.update(), items=tuple(sources))


def _same_text(documents: Sequence[DocumentInfo], remedies: Remedies) -> Finding:
    groups = _grouped((one.sha256, one.source) for one in documents)
    message = in_user_language(
        f"texts that are there under several names: {len(groups):,}", f"以不同名称重复出现的文字：{len(groups):,} 篇"
    )
    if not groups:
        message = in_user_language("no text is there twice", "没有重复的文字")
    return _copies("same_text", message, groups, remedies)


def _near_copies(documents: Sequence[DocumentInfo], plain: dict[str, str], remedies: Remedies) -> Finding:
    """Find texts that are nearly the same, or, of short ones, the same but for white space and punctuation."""
    one_of_each: dict[str, DocumentInfo] = {}
    for one in documents:
        one_of_each.setdefault(one.sha256, one)
    groups = _grouped(
        (plain.get(one.id, f"\0{one.first_copy or one.source}"), one.source) for one in one_of_each.values()
    )
    message = in_user_language(
        f"texts that have near copies, such as reprints ({COPY:.0%} or more in common): {len(groups):,}",
        f"有近似副本（如转载，相同部分达 {COPY:.0%}）的文字：{len(groups):,} 篇",
    )
    if not groups:
        message = in_user_language("no text has a near copy", "没有近似副本")
    return _copies("near_copies", message, groups, remedies)


def _grouped(keyed: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the sources that have the same key, where these are several."""
    groups: dict[str, list[str]] = {}
    for key, source in keyed:
        groups.setdefault(key, []).append(source)
    return [sources for sources in groups.values() if len(sources) > 1]


def _copies(check: str, message: str, groups: Sequence[Sequence[str]], remedies: Remedies) -> Finding:
    if not groups:
        return Finding(check=check, level="ok", message=message)
    return Finding(
        check=check,
        level="warning",
        message=message,
        remedy=remedies.remove([source for group in groups for source in group[1:]]),
        items=tuple(" = ".join(group) for group in groups),
    )
