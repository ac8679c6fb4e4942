"""The health of an index: what is wrong with its files, its documents and its answers, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from corpus import in_user_language, split_sentences
from index import Index, StoreError, split_terms
from qa.calibrate import THRESHOLD, Calibration
from qa.findings import Finding
from qa.health_documents import examine_documents
from qa.health_files import examine_files
from qa.remedies import Remedies

# Passages whose words are searched for, how much of each, and how far down each may stand
_SEARCHED = 5
_QUERY_CHARS = 40
_DEEP = 20
_REFUSES = 0.5  # share of the questions that the documents answer, from which on the threshold is no use
_ANSWERS = 0.05  # share of those that they do not answer, up to which it is none


def examine(index: Index, calibration: Calibration | None, folder: str) -> list[Finding]:
    """Return a finding for each check, always the same checks in the same order.

    Args:
        index: The index.
        calibration: What was measured on it, if anything was.
        folder: The index folder as the user names it, for the commands.
    """
    files = index.files()
    remedies = Remedies(folder, files)
    return [
        *examine_files(files, remedies),
        *examine_documents(index, remedies),
        *_legs(index, remedies),
        _threshold(calibration, remedies),
    ]


def unopened(error: StoreError, folder: str) -> Finding:
    """Return the finding of an index that cannot be opened: it is damaged, or was made with another encoder."""
    message = in_user_language(error.notice.en, error.notice.zh)
    return Finding(check="open", level="problem", message=message, remedy=Remedies(folder).build())


def _legs(index: Index, remedies: Remedies) -> list[Finding]:
    """Search for words of some passages in each leg by itself."""
    queries = [query for passage in index.sample(_SEARCHED) if (query := _words_of(passage.text))]
    found = {"lexical": 0, "dense": 0}
    for query in queries:
        for leg, passages in zip(found, index.legs(query, _DEEP), strict=True):
            found[leg] += any(query in passage.text for passage in passages)
    return [_leg(leg, count, len(queries), remedies) for leg, count in found.items()]


def _words_of(text: str) -> str:
    """Return the beginning of the longest sentence, or "" if there is no word in it."""
    query = max((text[start:end].strip() for start, end in split_sentences(text)), key=len, default="")[:_QUERY_CHARS]
    terms = split_terms(query)
    return query if terms.grams or terms.words else ""


def _leg(leg: str, found: int, searched: int, remedies: Remedies) -> Finding:
    name = {
        "lexical": in_user_language("the search by words", "字面检索"),
        "dense": in_user_language("the search by meaning", "语义检索"),
    }[leg]
    message = in_user_language(
        f"{name} finds {found} of {searched} passages by a sentence of theirs",
        f"用段落中的句子检索，{name}找到 {searched} 段中的 {found} 段",
    )
    if 2 * found >= searched:
        return Finding(check=leg, level="ok", message=message)
    return Finding(
        check=leg, level="warning" if found else "problem", message=message, remedy=remedies.build(anew=True)
    )


def _threshold(calibration: Calibration | None, remedies: Remedies) -> Finding:
    check = "calibration"
    if calibration is None:
        message = in_user_language(
            f"not calibrated: answers from probability {THRESHOLD} on, whatever the documents are like. A build with"
            " build_index.py calibrates it, if there is text enough for 8 questions.",
            f"未校准：不论文档如何，概率达到 {THRESHOLD} 即作答。用 build_index.py 建库即可校准（文本须够出 8 题）。",
        )
        return Finding(check=check, level="warning", message=message, remedy=remedies.build())
    if calibration.false_refusal > _REFUSES:
        message = in_user_language(
            f"the threshold refuses nearly everything: {_percent(calibration.false_refusal)} of the questions that the"
            " documents answer",
            f"门槛几乎拒答一切：文档中有答案的问题有 {_percent(calibration.false_refusal)} 被拒答",
        )
        return Finding(check=check, level="problem", message=message, remedy=remedies.evaluate())
    if calibration.refused < _ANSWERS:
        message = in_user_language(
            f"the threshold answers nearly everything: only {_percent(calibration.refused)} of the questions whose"
            " document was left out are refused. Many documents may say the same, or be too short.",
            f"门槛几乎来者不拒：去掉原文后，只有 {_percent(calibration.refused)} 的问题被拒答。"
            "可能许多文档内容雷同，或文档太短。",
        )
        return Finding(check=check, level="warning", message=message, remedy=remedies.evaluate())
    message = in_user_language(
        f"the threshold refuses {_percent(calibration.false_refusal)} of the questions that the documents answer, and"
        f" {_percent(calibration.refused)} of those whose document was left out",
        f"门槛使有答案的问题有 {_percent(calibration.false_refusal)} 被拒答，去掉原文的问题有"
        f" {_percent(calibration.refused)} 被拒答",
    )
    return Finding(check=check, level="ok", message=message)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def has_problem(findings: Sequence[Finding]) -> bool:
    """Tell whether anything has to be put right."""
    return any(one.level == "problem" for one in findings)
