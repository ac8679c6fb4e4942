"""The command ``yinzheng eval``: how good the answers to a file of questions are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus import in_user_language, user_language
from qa.cli_options import encoder_option, index_option, json_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.gold import Case, GoldFile
    from qa.report import Report

SUFFIXES = (".md", ".html")
_TABLE_WIDTH = 132  # where the output is no terminal


@click.command(
    "eval",
    help=in_user_language(
        "Measure the answers to questions whose right answers are known.\n\n"
        "GOLD.jsonl holds an object on each line. Only question is needed; answers (any of these words in a quote makes"
        " it right), documents, institutions (that a survey must list), answerable, category, split and turns say"
        " what is expected.\n\n"
        "\b\nExamples:\n  yinzheng eval gold.jsonl\n  yinzheng eval gold.jsonl -o report.md -o report.html\n\n"
        "Exit status: 0 every line was asked, 1 some lines hold no question (the others are measured).",
        "用已知正确答案的问题衡量回答的质量。\n\nGOLD.jsonl 每行一个对象，只有 question 必填；"
        "answers（引文含其中任一即为对）、documents、institutions（综述应列出的学校）、"
        "answerable、category、split、turns 写明预期。\n\n"
        "\b\n例：\n  yinzheng eval gold.jsonl\n  yinzheng eval gold.jsonl -o report.md -o report.html\n\n"
        "退出码：0 全部已提问，1 有的行不是问题（其余照常衡量）。",
    ),
)
@click.argument("gold", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    help=in_user_language("A report, .md or .html; may be repeated.", "报告文件（.md 或 .html），可重复。"),
)
@click.option(
    "--split",
    metavar="NAME",
    help=in_user_language("Only the questions of this split.", "只用这一部分（split）的问题。"),
)
@index_option
@encoder_option
@json_option
@click.pass_context
def eval_command(  # noqa: PLR0913 - a parameter for each option
    ctx: click.Context,
    *,
    gold: Path,
    outputs: tuple[Path, ...],
    split: str | None,
    folder: str,
    encoder: Path | None,
    as_json: bool,
) -> None:
    """Measure the answers to a gold file."""
    from qa.gold import read_gold

    read = read_gold(gold)
    cases = _of_split(read.cases, split, gold)
    for output in outputs:  # before the work is done
        _refuse(output)
    report = _measure(gold, read, cases, folder, encoder)
    for output in outputs:
        _write(report, output)
    if as_json:
        click.echo(json.dumps(report.to_dict(user_language()), ensure_ascii=False))
    else:
        _show(report)
    ctx.exit(1 if len(read.problems) else 0)


def _measure(gold: Path, read: GoldFile, cases: Sequence[Case], folder: str, encoder: Path | None) -> Report:
    from hashlib import sha256

    from corpus.progress import track
    from index import DEFAULT_ENCODER
    from qa.answer import Assistant
    from qa.evaluate import evaluate, strangers
    from qa.report import report_on

    assistant = Assistant.open(folder, encoder=encoder or DEFAULT_ENCODER)
    problems = (*filter(None, [read.notice]), *read.problems, *strangers(cases, assistant.index))
    for problem in problems:
        click.echo(f"yinzheng: {problem.text(user_language())}", err=True)
    graded = list(
        track(evaluate(assistant, cases), total=len(cases), what=in_user_language("questions", "问题")),
    )
    return report_on(
        graded,
        gold=str(gold),
        sha256=sha256(gold.read_bytes()).hexdigest(),
        index=folder,
        passages=len(assistant.index),
        problems=problems,
    )


def _of_split(cases: Sequence[Case], split: str | None, gold: Path) -> Sequence[Case]:
    from qa.errors import QuestionError

    if split is None:
        return cases
    if chosen := [case for case in cases if case.split == split]:
        return chosen
    there = ", ".join(dict.fromkeys(case.split for case in cases if case.split))
    raise QuestionError(
        en=f"no question of {str(gold)!r} is of the split {split!r}. It has {there or 'none'}.",
        zh=f"{str(gold)!r} 中没有属于 {split!r} 的问题。其中的 split 有：{there or '无'}。",
    )


def _refuse(output: Path) -> None:
    """Refuse a report that cannot be written where it is asked for."""
    from qa.errors import QuestionError

    if output.suffix.lower() not in SUFFIXES:
        raise QuestionError(
            en=f"cannot write a report to {str(output)!r}: expected a name that ends in .md or .html.",
            zh=f"无法把报告写入 {str(output)!r}：文件名应以 .md 或 .html 结尾。",
        )
    if output.is_dir() or not output.absolute().parent.is_dir():
        raise QuestionError(
            en=f"cannot write a report to {str(output)!r}: its folder does not exist, or it is a folder itself."
            " Choose another -o.",
            zh=f"无法把报告写入 {str(output)!r}：所在文件夹不存在，或它本身是文件夹。请用 -o 另选文件。",
        )


def _write(report: Report, output: Path) -> None:
    from qa.report import to_markdown
    from qa.report_html import to_html

    text = (to_markdown if output.suffix.lower() == ".md" else to_html)(report, user_language())
    output.write_text(text, encoding="utf-8", newline="\n")


def _show(report: Report) -> None:
    """Print the figures as a table; what was missed stands in the written report."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from qa.report import cell, misses_title, shown

    language = user_language()
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_TABLE_WIDTH)
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for name in report.heads(language):
        table.add_column(Text(shown(name)), justify="right")
    for title, rows in report.tables():
        table.add_row(Text(title.text(language), style="bold cyan"))
        for row in rows:
            label = next(figure for figure in row if figure).label.text(language)
            table.add_row(Text(f"  {shown(label)}"), *(Text(cell(figure)) for figure in row))
    console.print(table)
    console.print(Text(misses_title(report).text(language), style="bold"))
