"""The command ``yinzheng compare``: what each institution says about each aspect, as a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus import in_user_language
from qa.cli_options import document_option, encoder_option, index_option, institution_option, json_option

if TYPE_CHECKING:
    from qa.comparison import Comparison

NOT_FOUND = 3


@click.command(
    help=in_user_language(
        "Compare the institutions: a row for each, a column for each aspect, cited quotes in the cells.\n\n"
        "One question is split into its aspects; several questions or topics are a column each. Institutions that the"
        " question names are the rows, or else all of them.\n\n"
        "\b\nExamples:\n  yinzheng compare 各校在党建引领、三全育人、校企合作方面有什么做法\n"
        '  yinzheng compare "compare 双带头人 and 三会一课 across schools"\n'
        "  yinzheng compare 三全育人 引进了多少人才 -o table.xlsx -o table.md\n\n"
        "Exit status: 0 something was found, 3 nothing was, 2 usage, 1 any other error.",
        "对比各校：每所学校一行，每个方面一列，格内是带出处的原文。\n\n"
        "一个问题会拆成几个方面；多个问题或主题各占一列。问题中写了校名就只比这些学校，否则比全部学校。\n\n"
        "\b\n例：\n  yinzheng compare 各校在党建引领、三全育人、校企合作方面有什么做法\n"
        "  yinzheng compare 嘉职院和聊城职院在三全育人和就业上有什么不同\n"
        "  yinzheng compare 三全育人 引进了多少人才 -o 对比.xlsx -o 对比.md\n\n"
        "退出码：0 有所发现，3 全部未提及，2 用法错误，1 其他错误。",
    )
)
@click.argument("questions", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    help=in_user_language(
        "A file for the table: .md, .csv, .xlsx or .html; may be repeated.",
        "输出文件：.md、.csv、.xlsx 或 .html，可重复。",
    ),
)
@index_option
@encoder_option
@document_option
@institution_option
@json_option
@click.pass_context
def compare(  # noqa: PLR0913 - a parameter for each option
    ctx: click.Context,
    *,
    questions: tuple[str, ...],
    outputs: tuple[Path, ...],
    folder: str,
    encoder: Path | None,
    documents: tuple[str, ...],
    institutions: tuple[str, ...],
    as_json: bool,
) -> None:
    """Compare the institutions."""
    from corpus.progress import counter
    from index import DEFAULT_ENCODER, Scope
    from qa.answer import Assistant
    from qa.compare import compare as compared
    from qa.comparison_files import check_outputs, write_comparison

    check_outputs(outputs)
    assistant = Assistant.open(folder, encoder=encoder or DEFAULT_ENCODER)
    scope = Scope(documents=documents, institutions=institutions)
    with counter(in_user_language("cells", "格")) as show:
        comparison = compared(assistant, questions, scope=scope, on_cell=show)
    for path in outputs:
        write_comparison(comparison, path)
    _report(comparison, outputs, as_json=as_json)
    ctx.exit(0 if comparison.found else NOT_FOUND)


def _report(comparison: Comparison, outputs: tuple[Path, ...], *, as_json: bool) -> None:
    """Print the comparison, or what was written where."""
    from rich.console import Console

    from qa.comparison_terminal import comparison_lines, print_comparison
    from qa.comparison_words import summary

    if as_json:
        click.echo(json.dumps(comparison.to_dict(), ensure_ascii=False))
    elif outputs:
        click.echo(summary(comparison))
        click.echo(in_user_language("Written: ", "已写入：") + ", ".join(map(str, outputs)))
    elif (console := Console()).is_terminal:
        print_comparison(comparison, console)
    else:
        for line in comparison_lines(comparison):
            click.echo(line)
