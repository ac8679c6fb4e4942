"""The report of an evaluation: its figures by split, and what was missed; as data and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus import Language, Notice
from qa.evaluate import Graded
from qa.figures import Figure
from qa.scores import Section, category_label, score, splits_of

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&])")
# Control characters, and those that turn the direction of writing: a report shows them as spaces
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an evaluation found."""

    gold: str
    sha256: str  # of the gold file
    index: str
    passages: int  # of the index
    problems: tuple[Notice, ...]  # of the gold file
    graded: tuple[Graded, ...]
    columns: tuple[tuple[str, tuple[Section, ...]], ...]  # all cases first, under "", then each split under its name

    @property
    def misses(self) -> list[Graded]:
        """Return the cases that were not answered as expected, category by category."""
        order = list(dict.fromkeys(one.case.category for one in self.graded))
        missed = [one for one in self.graded if one.missed]
        return sorted(missed, key=lambda one: order.index(one.case.category))

    def tables(self) -> Iterator[tuple[Notice, list[list[Figure | None]]]]:
        """Yield the title of each section and its rows: a figure for each column, None where it has none."""
        found = [{figure.key: figure for one in sections for figure in one.figures} for _, sections in self.columns]
        for section in self.columns[0][1]:
            yield section.title, [[of.get(figure.key) for of in found] for figure in section.figures]

    def heads(self, language: Language) -> list[str]:
        """Return the names of the columns."""
        return [name or Notice(en="all", zh="全部").text(language) for name, _ in self.columns]

    def to_dict(self, language: Language) -> dict[str, Any]:
        """Return the report as plain data, for programs."""
        return {
            "gold": self.gold,
            "sha256": self.sha256,
            "index": self.index,
            "passages": self.passages,
            "questions": len(self.graded),
            "problems": [problem.text(language) for problem in self.problems],
            "all": _plain_figures(self.columns[0][1]),
            "splits": {name: _plain_figures(sections) for name, sections in self.columns[1:]},
            "misses": [_plain_miss(one, language) for one in self.misses],
        }


def report_on(
    graded: Sequence[Graded], *, gold: str, sha256: str, index: str, passages: int, problems: Sequence[Notice]
) -> Report:
    """Return the report on some graded cases; splits stand side by side if there are several."""
    splits = splits_of(graded)
    columns = [("", score(graded))]
    if len(splits) > 1 or any(len(cases) < len(graded) for cases in splits.values()):
        columns += [(name, score(cases)) for name, cases in splits.items()]
    return Report(
        gold=gold,
        sha256=sha256,
        index=index,
        passages=passages,
        problems=tuple(problems),
        graded=tuple(graded),
        columns=tuple(columns),
    )


def faults(one: Graded) -> Iterator[Notice]:
    """Yield what is wrong with an answer."""
    if not one.case.answerable:
        yield Notice(en="answered, although the documents do not say it", zh="文档中没有依据，却作了回答")
        return
    if one.refused:
        yield Notice(en="not answered", zh="没有回答")
    elif one.judged and not any(one.right):
        yield Notice(en="no quote is right", zh="没有一条引文是对的")
    if not all(one.verbatim):
        yield Notice(en="a quote differs from its document", zh="有引文与原文不一致")
    if one.wanted and not one.refused:
        missing = [name for name in one.wanted if name not in one.listed]
        extra = [name for name in one.listed if name not in one.wanted]
        if missing:
            yield Notice(en=f"not listed: {', '.join(missing)}", zh=f"漏列：{'、'.join(missing)}")
        if extra:
            yield Notice(en=f"listed, but not expected: {', '.join(extra)}", zh=f"多列：{'、'.join(extra)}")


def expected(one: Graded) -> Iterator[Notice]:
    """Yield what was expected of an answer."""
    if not one.case.answerable:
        yield Notice(en="no answer", zh="不作回答")
        return
    either, documents = " | ".join(one.case.answers), ", ".join(one.documents or one.case.documents)
    if either:
        yield Notice(en=f"a quote with: {either}", zh=f"引文含有：{either}")
    if documents:
        yield Notice(en=f"from: {documents}", zh=f"出自：{documents}")
    if one.wanted:
        yield Notice(en=f"listing: {', '.join(one.wanted)}", zh=f"应列出：{'、'.join(one.wanted)}")


def answered(one: Graded, language: Language) -> str:
    """Return what there was in place of quotes: why there is no answer."""
    if one.problem:
        return one.problem.text(language)
    return (one.answer.reason or "") if one.answer and one.refused else ""


def shown(text: str) -> str:
    """Return a text on one line, without characters that could act on what shows it."""
    return " ".join(_CONTROL.sub(" ", text).split())


def to_markdown(report: Report, language: Language) -> str:
    """Return the report as Markdown; no word of a question or a document can become markup."""
    heads = report.heads(language)
    lines = [f"# {_escaped(heading(report).text(language))}", "", _escaped(summary(report, language)), ""]
    lines += [f"- {_escaped(problem.text(language))}" for problem in report.problems]
    for name, rows in report.tables():
        lines += ["", f"## {name.text(language)}", "", f"|  | {' | '.join(map(_escaped, heads))} |"]
        lines.append("|---|" + "---:|" * len(heads))
        for row in rows:
            first = next(figure for figure in row if figure)
            lines.append(f"| {_escaped(first.label.text(language))} | {' | '.join(map(cell, row))} |")
    lines += ["", f"## {misses_title(report).text(language)}"]
    for one in report.misses:
        lines += ["", *_miss_lines(one, language)]
    return "\n".join(lines) + "\n"


def heading(report: Report) -> Notice:
    """Return the heading of the report."""
    return Notice(en=f"Evaluation: {report.gold}", zh=f"评测报告：{report.gold}")


def summary(report: Report, language: Language) -> str:
    """Return what was measured, in a sentence or two."""
    asked = len(report.graded)
    return Notice(
        en=f"{asked:,} questions asked of {report.index} ({report.passages:,} passages); in brackets, 95 % confidence"
        f" intervals. SHA-256 of the questions: {report.sha256}",
        zh=f"向 {report.index}（{report.passages:,} 个段落）提了 {asked:,} 个问题，括号内为 95 % 置信区间。"
        f"问题文件的 SHA-256：{report.sha256}",
    ).text(language)


def misses_title(report: Report) -> Notice:
    """Return the heading of the misses."""
    missed, asked = len(report.misses), len(report.graded)
    return Notice(en=f"Missed: {missed} of {asked}", zh=f"未达预期：{asked} 题中 {missed} 题")


def cell(figure: Figure | None) -> str:
    """Return a figure with its interval and its number of questions, for a table."""
    return f"{figure.text()} ({figure.interval()}) n={figure.n}" if figure else "–"


def tags(one: Graded, language: Language) -> list[str]:
    """Return what marks a miss: its id, category, split and probability."""
    category, probability = category_label(one.case.category).text(language), f"p = {one.probability:.2f}"
    return [shown(tag) for tag in (str(one.case.id), category, one.case.split, probability) if tag]


def _miss_lines(one: Graded, language: Language) -> Iterator[str]:
    yield f"### {_escaped(' → '.join((*one.case.history, one.case.question)))}"
    yield ""
    yield _escaped(" · ".join(tags(one, language)))
    yield ""
    sides = ((Notice(en="Wrong", zh="不符"), faults(one)), (Notice(en="Expected", zh="预期"), expected(one)))
    for name, notices in sides:
        yield f"- {name.text(language)}: " + _escaped("; ".join(notice.text(language) for notice in notices))
    if reason := answered(one, language):
        yield f"- {Notice(en='Answered', zh='回答').text(language)}: {_escaped(reason)}"
    for citation in one.answer.citations if one.answer else ():
        place = f"{citation.source}:{citation.start}-{citation.end}"
        yield f"- {_escaped(f'[{citation.marker}] {citation.quote} ({place})')}"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", shown(text))


def _plain_figures(sections: Sequence[Section]) -> dict[str, dict[str, float | int | str]]:
    return {
        figure.key: {
            "value": round(figure.value, 6),
            "low": round(figure.low, 6),
            "high": round(figure.high, 6),
            "n": figure.n,
            "unit": figure.unit,
        }
        for section in sections
        for figure in section.figures
    }


def _plain_miss(one: Graded, language: Language) -> dict[str, Any]:
    quotes = one.answer.citations if one.answer else ()
    return {
        "id": one.case.id,
        "turns": [*one.case.history, one.case.question],
        "category": one.case.category,
        "split": one.case.split,
        "faults": [fault.text(language) for fault in faults(one)],
        "expected": [notice.text(language) for notice in expected(one)],
        "reason": answered(one, language),
        "probability": one.probability,
        "quotes": [{"source": c.source, "start": c.start, "end": c.end, "quote": c.quote} for c in quotes],
    }
