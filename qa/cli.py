"""The command line: ``yinzheng ask | search | batch | serve``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus import AssistantError, in_user_language, user_language
from qa.cli_compare import compare
from qa.cli_corpus import add, inspect, list_command, remove, update
from qa.cli_doctor import doctor
from qa.cli_eval import eval_command
from qa.cli_options import document_option, encoder_option, index_option, institution_option, json_option
from qa.cli_verify import verify

if TYPE_CHECKING:
    from qa.answer import Assistant

ABSTAINED = 3


class _Group(click.Group):
    """Reports every expected error as one message with its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AssistantError as error:
            click.echo(f"yinzheng: {error.notice.text(user_language())}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            raise  # whoever reads has seen enough; click ends quietly
        except OSError as error:  # the disk of an output is full, or the like
            click.echo(f"yinzheng: {error.filename or ''} {error.strerror or error}".replace("  ", " "), err=True)
            ctx.exit(1)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=in_user_language(
        "Ask a collection of Chinese documents, and get the answer in their own words.\n\n"
        "Build an index first: python build_index.py --corpus DIR",
        "向一批中文文档提问，得到用原文回答、句句有出处的答案。\n\n请先建立索引：python build_index.py --corpus 文件夹",
    ),
)
@click.version_option(package_name="yinzheng")
def main() -> None:
    """Run the command line."""


@main.command(
    help=in_user_language(
        "Answer one question.\n\n\b\nExamples:\n  yinzheng ask 各校如何推进三全育人\n"
        '  yinzheng ask "how do schools implement 双带头人"\n'
        "  yinzheng ask 嘉职院发出了多少张红牌 --explain\n\n"
        "Exit status: 0 answered, 3 not answered (no evidence in the documents), 2 usage, 1 any other error.",
        "回答一个问题。\n\n\b\n例：\n  yinzheng ask 各校如何推进三全育人\n"
        '  yinzheng ask "how do schools implement 双带头人"\n'
        "  yinzheng ask 嘉职院发出了多少张红牌 --explain\n\n"
        "退出码：0 已回答，3 文档中没有依据，2 用法错误，1 其他错误。",
    )
)
@click.argument("question")
@index_option
@encoder_option
@document_option
@institution_option
@json_option
@click.option(
    "--explain",
    is_flag=True,
    help=in_user_language(
        "Tell how the answer came about as well: what was understood and found, and what was not quoted and why.",
        "并说明答案由来：如何理解问题、检索到什么、哪些句子没有引用及其原因。",
    ),
)
@click.pass_context
def ask(  # noqa: PLR0913 - a parameter for each option
    ctx: click.Context,
    *,
    question: str,
    folder: str,
    encoder: Path | None,
    documents: tuple[str, ...],
    institutions: tuple[str, ...],
    as_json: bool,
    explain: bool,
) -> None:
    """Answer one question."""
    from index import Scope
    from qa.terminal import answer_lines, explained_lines

    answer = _open(folder, encoder).ask(question, scope=Scope(documents=documents, institutions=institutions))
    if as_json:
        explained = {"explain": answer.explain()} if explain else {}
        _print([json.dumps({**answer.to_dict(), **explained}, ensure_ascii=False)])
    else:
        _print(answer_lines(answer))
        _print(explained_lines(answer) if explain else ())
    ctx.exit(0 if answer.status == "answered" else ABSTAINED)


@main.command(
    help=in_user_language(
        "Show the passages nearest to a query, with their scores.\n\n\b\nExample:\n  yinzheng search 双带头人 -k 5",
        "列出与检索词最相近的段落及其得分。\n\n\b\n例：\n  yinzheng search 双带头人 -k 5",
    )
)
@click.argument("query")
@click.option(
    "-k", default=10, show_default=True, type=click.IntRange(1, 1000), help=in_user_language("How many.", "条数。")
)
@index_option
@encoder_option
@document_option
@institution_option
@json_option
def search(  # noqa: PLR0913 - a parameter for each option
    *,
    query: str,
    k: int,
    folder: str,
    encoder: Path | None,
    documents: tuple[str, ...],
    institutions: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show the passages nearest to a query."""
    from dataclasses import asdict

    from index import Scope
    from qa.terminal import passage_lines

    passages = _open(folder, encoder).search(query, k, scope=Scope(documents=documents, institutions=institutions))
    _print([json.dumps([asdict(one) for one in passages], ensure_ascii=False)] if as_json else passage_lines(passages))


@main.command(
    help=in_user_language(
        "Answer every question of a file: .txt (one on each line) or .jsonl in, .jsonl or .md out.\n\n"
        "\b\nExamples:\n  yinzheng batch questions.txt -o answers.md\n"
        "  yinzheng batch questions.jsonl -o answers.jsonl\n\n"
        "Exit status: 0 every line was asked, 1 some lines hold no question (the others are answered).",
        "回答文件中的全部问题：读 .txt（每行一问）或 .jsonl，写 .jsonl 或 .md。\n\n"
        "\b\n例：\n  yinzheng batch questions.txt -o answers.md\n  yinzheng batch questions.jsonl -o answers.jsonl\n\n"
        "退出码：0 全部已提问，1 有的行不是问题（其余照常回答）。",
    )
)
@click.argument("questions", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help=in_user_language("The answers.", "答案文件。"),
)
@index_option
@encoder_option
@click.pass_context
def batch(ctx: click.Context, questions: Path, output: Path, folder: str, encoder: Path | None) -> None:
    """Answer every question of a file."""
    from corpus.progress import track
    from qa.batch import AnswerFile, answer_rows
    from qa.errors import QuestionError
    from qa.questions import read_questions

    asked = read_questions(questions)  # before the output is touched
    if asked.notice:
        click.echo(f"yinzheng: {asked.notice.text(user_language())}", err=True)
    if output.exists() and output.samefile(questions):
        raise QuestionError(
            en=f"{str(output)!r} holds the questions; the answers would take their place. Choose another -o.",
            zh=f"{str(output)!r} 就是问题文件，写入答案会覆盖问题。请用 -o 另选文件。",
        )
    assistant = _open(folder, encoder)
    refused = 0
    with AnswerFile(output) as file:
        answers = answer_rows(assistant, asked.rows)
        for answer, problem in track(answers, total=len(asked.rows), what=in_user_language("questions", "问题")):
            file.write(answer)
            if problem:
                refused += 1
                click.echo(f"yinzheng: {problem}", err=True)
    ctx.exit(1 if refused else 0)


@main.command(
    help=in_user_language(
        "Start the web chat.\n\n\b\nExample:\n  yinzheng serve --port 7860",
        "启动网页问答。\n\n\b\n例：\n  yinzheng serve --port 7860",
    )
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help=in_user_language("The address to listen on.", "监听地址。")
)
@click.option(
    "--port",
    default=7860,
    show_default=True,
    type=click.IntRange(1, 65535),
    help=in_user_language("The port.", "端口。"),
)
@index_option
@encoder_option
def serve(host: str, port: int, folder: str, encoder: Path | None) -> None:
    """Start the web chat."""
    # The one step upwards between the packages: the command line starts the interface by name, and only when asked to.
    import_module("ui.server").serve(_open(folder, encoder), host=host, port=port)


for command in (add, update, remove, list_command, inspect, compare, doctor, eval_command, verify):
    main.add_command(command)


def _open(folder: str, encoder: Path | None) -> Assistant:
    from index import DEFAULT_ENCODER
    from qa.answer import Assistant

    return Assistant.open(folder, encoder=encoder or DEFAULT_ENCODER)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
