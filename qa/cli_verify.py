"""``yinzheng verify``: whether the quotes of stored answers still stand in the documents."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from corpus import in_user_language, user_language
from qa.cli_options import encoder_option, index_option, json_option

if TYPE_CHECKING:
    from qa.verify_quotes import Checked, State

GONE, UNREADABLE = 1, 2


@click.command(
    help=in_user_language(
        "Check the quotes of stored answers against the index.\n\n"
        "ANSWERS.jsonl holds an answer as JSON on each line, as `yinzheng batch` and `ask --json` write it. A quote is"
        " intact if it stands where it was in the same text, moved if its document has changed and it stands in it"
        " still, gone if it does not, or if its document is not there.\n\n"
        "\b\nExample:\n  yinzheng verify answers.jsonl\n\n"
        "Exit status: 0 every quote is intact or moved, 1 some are gone, 2 usage, or some lines are no answers (the"
        " others are checked).",
        "核对已保存的回答：引文是否仍在索引的文档中。\n\n"
        "ANSWERS.jsonl 每行一个 JSON 回答，即 `yinzheng batch` 和 `ask --json` 的输出。文档未变、引文仍在原处为“未变”；"
        "文档有变化而引文仍在其中为“移位”；引文已不在文档中，或文档已不在索引中为“消失”。\n\n"
        "\b\n例：\n  yinzheng verify answers.jsonl\n\n"
        "退出码：0 引文全部未变或移位，1 有引文消失，2 用法错误，或有的行不是回答（其余照常核对）。",
    )
)
@click.argument("answers", type=click.Path(path_type=Path))
@index_option
@encoder_option
@json_option
@click.pass_context
def verify(ctx: click.Context, answers: Path, *, folder: str, encoder: Path | None, as_json: bool) -> None:
    """Check the quotes of stored answers against the index."""
    from index import DEFAULT_ENCODER, Index, load_encoder
    from qa.verify_quotes import BadLine, Quotes, read_quotes

    states: Counter[State] = Counter()
    unread: set[int] = set()
    with _opened(answers) as file:
        quotes = Quotes(Index.open(Path(folder), encoder=load_encoder(encoder or DEFAULT_ENCODER)))
        for one in read_quotes(file):
            if isinstance(one, BadLine):
                unread.add(one.line)
                click.echo(f"yinzheng: {one.problem.text(user_language())}", err=True)
                continue
            checked = quotes.check(one)
            states[checked.state] += 1
            if as_json:
                click.echo(_json_line(checked))
            elif checked.state != "intact":
                click.echo(_line(checked))
    if not as_json:
        click.echo(_summary(states, len(unread)))
    ctx.exit(GONE if states["gone"] else UNREADABLE if unread else 0)


def _opened(path: Path) -> BinaryIO:
    from qa.errors import QuestionError

    try:
        return path.open("rb")
    except OSError as error:
        raise QuestionError(
            en=f"cannot read the answers in {str(path)!r}: {error.strerror}. Check its name.",
            zh=f"无法读取答案文件 {str(path)!r}：{error.strerror}。请检查文件名。",
        ) from error


def _json_line(checked: Checked) -> str:
    line = json.dumps(checked.to_dict(), ensure_ascii=False)
    # half a character, which an answer may hold as an escape, cannot be printed
    return line if line.isascii() or line == _printable(line) else json.dumps(checked.to_dict())


def _line(checked: Checked) -> str:
    stored, now = checked.stored, checked.now
    marker = "" if stored.marker is None else f" [{stored.marker}]"
    said = in_user_language(f"line {stored.line}", f"第 {stored.line} 行")
    said += f"{marker}  {stored.source}:{stored.start}-{stored.end}  "
    if now:
        place = f"{now.source}:{now.start}-{now.end}"
        said += in_user_language(f"moved to {place}", f"移位至 {place}")
    elif checked.reason:
        said += in_user_language(f"gone: {checked.reason.en}", f"消失：{checked.reason.zh}")
    if other := checked.same_text:
        said += in_user_language(f"; {other} has the same text", f"；{other} 的文字与之相同")
    return _printable(said)


def _summary(states: Counter[State], unread: int) -> str:
    intact, moved, gone = states["intact"], states["moved"], states["gone"]
    said = in_user_language(
        f"quotes {states.total():,}: intact {intact:,}, moved {moved:,}, gone {gone:,}",
        f"引文 {states.total():,} 条：未变 {intact:,}，移位 {moved:,}，消失 {gone:,}",
    )
    return said + (in_user_language(f"; lines not read {unread:,}", f"；{unread:,} 行无法读取") if unread else "")


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
