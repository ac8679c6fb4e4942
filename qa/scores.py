"""Scores: what the graded cases add up to, section by section."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corpus import Notice
from qa.evaluate import Graded
from qa.figures import (
    Figure,
    auroc,
    estimate,
    f1_of,
    mean,
    percentile,
    precision_of,
    recall_of,
    refused_at,
    share,
)

DEPTHS = (1, 5, 10)  # of R@k
FALSE_REFUSALS = (0.05, 0.10)

_CATEGORIES = {
    "fact": "事实",
    "definition": "释义",
    "how": "做法",
    "survey": "综述",
    "comparison": "比较",
    "yes_no": "是非",
    "follow_up": "追问",
    "other_words": "换一种说法",
    "mixed_english": "中英混合",
    "english": "英文",
    "unanswerable": "无法回答",
    "unanswerable_same_topic": "同主题但无法回答",
    "other": "其他",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Some figures under one title."""

    title: Notice
    figures: tuple[Figure, ...]


def score(graded: Sequence[Graded]) -> tuple[Section, ...]:
    """Return the sections of some graded cases; figures that nothing was asked for are left out."""
    sections = [
        Section(title=title, figures=tuple(figure for figure in figures(graded) if figure))
        for title, figures in _SECTIONS
    ]
    return tuple(section for section in sections if section.figures)


def splits_of(graded: Sequence[Graded]) -> dict[str, list[Graded]]:
    """Return the graded cases of each split, in the order in which the splits appear; cases without one are in none."""
    splits: dict[str, list[Graded]] = {}
    for one in graded:
        if one.case.split:
            splits.setdefault(one.case.split, []).append(one)
    return splits


def category_label(category: str) -> Notice:
    """Return the name of a category; one of the user's own is its own name."""
    return Notice(en=category.replace("_", " "), zh=_CATEGORIES.get(category, category))


def _retrieval(graded: Sequence[Graded]) -> Iterator[Figure | None]:
    ranks = [one.rank for one in graded if one.rank is not None and one.case.answerable]
    for depth in DEPTHS:
        label = Notice(en=f"R@{depth}", zh=f"R@{depth}")
        yield share(f"retrieval.r_at_{depth}", label, [0 < rank <= depth for rank in ranks])
    yield estimate(
        "retrieval.mrr", Notice(en="MRR", zh="MRR"), mean, [1 / rank if rank else 0.0 for rank in ranks], unit="score"
    )


def _answers(graded: Sequence[Graded]) -> Iterator[Figure | None]:
    yield from _by_category("right", lambda one: any(one.right), [one for one in graded if one.judged])


def _first(graded: Sequence[Graded]) -> Iterator[Figure | None]:
    yield from _by_category("first", lambda one: any(one.right[:1]), [one for one in graded if one.judged])


def _refusals(graded: Sequence[Graded]) -> Iterator[Figure | None]:
    yield from _by_category("refused", lambda one: one.refused, [one for one in graded if one.case.answerable])


def _by_category(name: str, hit: Callable[[Graded], bool], graded: Sequence[Graded]) -> Iterator[Figure | None]:
    """Yield the share of hits among all graded cases, and in each category if there are several."""
    yield share(name, Notice(en="all", zh="全部"), [hit(one) for one in graded])
    categories = dict.fromkeys(one.case.category for one in graded)
    for category in categories if len(categories) > 1 else ():
        hits = [hit(one) for one in graded if one.case.category == category]
        yield share(f"{name}.{category}", category_label(category), hits)


def _citations(graded: Sequence[Graded]) -> Iterator[Figure | None]:
    yield share(
        "citations.verbatim",
        Notice(en="quotes equal to their document", zh="引文与原文逐字一致"),
        [stands for one in graded for stands in one.verbatim],
    )
    expected = [one for one in graded if one.case.answerable and one.case.documents]
    yield share(
        "citations.precision",
        Notice(en="precision: quotes from a right document", zh="精确率：引文出自正确的文档"),
        [placed for one in expected for placed in one.placed],
    )
    yield estimate(
        "citations.recall",
        Notice(en="recall: right documents quoted", zh="召回率：正确的文档得到引用"),
        mean,
        [_recall_of_documents(one) for one in expected],
    )


def _recall_of_documents(one: Graded) -> float:
    """Return the share of the right documents that is quoted; where nothing has to be listed, any one is all."""
    found = len(one.cited)
    return found / len(one.documents) if found and one.wanted else float(found > 0)


def _coverage(graded: Sequence[Graded]) -> Iterator[Figure | None]:
    counts = [one.counts for one in graded if one.wanted and one.case.answerable]
    rows = [np.array([row], dtype=np.float64) for row in counts]
    for name, zh, function in (
        ("precision", "精确率", precision_of),
        ("recall", "召回率", recall_of),
        ("F1", "F1", f1_of),
    ):
        key = name.lower()
        yield estimate(f"coverage.{key}_micro", Notice(en=f"{name}, micro", zh=f"{zh}（微平均）"), function, counts)
        # a refusal lists nothing, which is neither precise nor imprecise
        each = [function(row) for row in rows if function is not precision_of or row[0, :2].any()]
        yield estimate(f"coverage.{key}_macro", Notice(en=f"{name}, macro", zh=f"{zh}（宏平均）"), mean, each)
    categories = dict.fromkeys(one.case.category for one in graded if one.wanted and one.case.answerable)
    for category in categories if len(categories) > 1 else ():
        each = [f1_of(np.array([one.counts])) for one in graded if one.wanted and one.case.category == category]
        label = category_label(category)
        yield estimate(
            f"coverage.f1_macro.{category}",
            Notice(en=f"F1, macro: {label.en}", zh=f"F1（宏平均）：{label.zh}"),
            mean,
            each,
        )


def _abstention(graded: Sequence[Graded]) -> Iterator[Figure | None]:
    without = [one for one in graded if not one.case.answerable]
    yield from _by_category("abstention.refused", lambda one: one.refused, without)
    groups = _probabilities(graded, answerable=True), _probabilities(graded, answerable=False)
    yield estimate(
        "abstention.auroc", Notice(en="AUROC of the probability", zh="概率的 AUROC"), auroc, *groups, unit="score"
    )
    for rate in FALSE_REFUSALS:
        percent = round(100 * rate)
        yield estimate(
            f"abstention.refused_at_{percent}",
            Notice(en=f"refused at {percent} % false refusals", zh=f"误拒率为 {percent} % 时的正确拒答率"),
            refused_at(rate),
            *groups,
        )


def _probabilities(graded: Iterable[Graded], *, answerable: bool) -> list[float]:
    return [one.probability for one in graded if one.case.answerable == answerable]


def _length(graded: Sequence[Graded]) -> Iterator[Figure | None]:
    quotes = [[len(c.quote) for c in one.answer.citations] for one in graded if one.answer and not one.refused]
    yield estimate(
        "length.sentences", Notice(en="sentences", zh="句数"), mean, [len(lengths) for lengths in quotes], unit="count"
    )
    yield estimate(
        "length.characters",
        Notice(en="characters", zh="字数"),
        mean,
        [sum(lengths) for lengths in quotes],
        unit="count",
    )


def _speed(graded: Sequence[Graded]) -> Iterator[Figure | None]:
    times = [1000 * one.answer.seconds for one in graded if one.answer]
    yield estimate("speed.p50", Notice(en="median", zh="中位数"), percentile(50), times, unit="ms")
    yield estimate("speed.p95", Notice(en="95th percentile", zh="第 95 百分位"), percentile(95), times, unit="ms")


_SECTIONS: tuple[tuple[Notice, Callable[[Sequence[Graded]], Iterator[Figure | None]]], ...] = (
    (Notice(en="Retrieval of a passage with the answer", zh="检索：含有答案的段落"), _retrieval),
    (Notice(en="Right answer in any quote", zh="答案在任一引文中"), _answers),
    (Notice(en="Right answer in the first quote", zh="答案在第一条引文中"), _first),
    (Notice(en="Answerable questions refused", zh="误拒：可以回答而未回答"), _refusals),
    (Notice(en="Unanswerable questions refused", zh="正确拒答：无法回答的问题"), _abstention),
    (Notice(en="Citations", zh="引文"), _citations),
    (Notice(en="Institutions that a survey lists", zh="综述所列的学校"), _coverage),
    (Notice(en="Length of an answer", zh="答案长度"), _length),
    (Notice(en="Time of an answer", zh="回答用时"), _speed),
)
