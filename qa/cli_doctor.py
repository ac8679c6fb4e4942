"""``yinzheng doctor``: what an index consists of, when it answers, and what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus import in_user_language
from qa.cli_options import encoder_option, index_option, json_option

if TYPE_CHECKING:
    from index import Index
    from qa.calibrate import Calibration


@click.command(
    help=in_user_language(
        "Show what an index consists of, from which probability on it answers, and what is wrong with it.\n\n"
        "The threshold is found on questions made from the index's own text, asked with the document that they were"
        " made from and without it; the rates say how often each was refused. Then come the checks of files, documents"
        " and search, each with its remedy.\n\n\b\nExample:\n  yinzheng doctor\n\n"
        "Exit status: 0 no problem (warnings do not count), 1 a problem.",
        "显示索引的构成、达到多大概率才作答，以及存在的问题。\n\n"
        "阈值由索引自身的文本出题测得：每题在含原文和不含原文两种情况下各问一次，比率即各自被拒答的比例。"
        "随后是对文件、文档和检索的检查，各附解决办法。\n\n"
        "\b\n例：\n  yinzheng doctor\n\n退出码：0 没有问题（警告不算），1 有问题。",
    )
)
@index_option
@encoder_option
@json_option
@click.pass_context
def doctor(ctx: click.Context, folder: str, encoder: Path | None, *, as_json: bool) -> None:
    """Show what an index consists of, when it answers, and what is wrong with it."""
    from index import DEFAULT_ENCODER, Index, StoreError, load_encoder
    from qa.calibrate import stored
    from qa.findings import finding_lines
    from qa.health import examine, has_problem, unopened

    try:
        index = Index.open(Path(folder), encoder=load_encoder(encoder or DEFAULT_ENCODER))
    except StoreError as error:
        if not as_json:
            raise  # its message has the remedy
        click.echo(json.dumps({"checks": [unopened(error, folder).to_dict()]}, ensure_ascii=False))
        ctx.exit(error.exit_code)
    calibration = stored(index)
    findings = examine(index, calibration, folder)
    if as_json:
        fields = {**_fields(index, calibration), "checks": [one.to_dict() for one in findings]}
        click.echo(json.dumps(fields, ensure_ascii=False))
    else:
        for line in (*_lines(index, calibration), "", *finding_lines(findings)):
            click.echo(line)
    ctx.exit(1 if has_problem(findings) else 0)


def _fields(index: Index, calibration: Calibration | None) -> dict[str, Any]:
    return {
        "documents": index.manifest.documents,
        "passages": len(index),
        "institutions": len(index.institutions()),
        "encoder": index.manifest.encoder,
        "created_at": index.manifest.created_at,
        "calibration": calibration.to_dict() if calibration else None,
    }


def _lines(index: Index, calibration: Calibration | None) -> Iterator[str]:
    fields = _fields(index, calibration)
    without = sum(document.institution is None for document in index.documents())
    yield in_user_language(
        f"{fields['documents']:,} documents, {fields['passages']:,} passages, {fields['institutions']:,} institutions",
        f"{fields['documents']:,} 份文档，{fields['passages']:,} 个段落，{fields['institutions']:,} 所学校",
    )
    yield in_user_language(
        f"encoder {fields['encoder']}, built {fields['created_at']}",
        f"编码器 {fields['encoder']}，建于 {fields['created_at']}",
    )
    if without:
        yield in_user_language(
            f"{without:,} documents name no institution: surveys list them by title. Add `institution:` to them.",
            f"{without:,} 份文档没有注明学校：综述按标题列出。可在文档开头加 institution: 一行。",
        )
    yield from _calibration_lines(calibration)


def _calibration_lines(calibration: Calibration | None) -> Iterator[str]:
    from qa.calibrate import THRESHOLD

    if calibration is None:
        yield in_user_language(
            f"not calibrated (too little text, or built in Python): answers from probability {THRESHOLD} on."
            " Build it with build_index.py to calibrate it.",
            f"未校准（文本太少，或由 Python 建库）：概率达到 {THRESHOLD} 即作答。用 build_index.py 建库即可校准。",
        )
        return
    yield in_user_language(
        f"answers from probability {calibration.threshold:.2f} on, found with {calibration.questions} questions made"
        f" from its own text; AUROC {calibration.auroc:.3f}",
        f"概率达到 {calibration.threshold:.2f} 即作答，由自身文本出的 {calibration.questions} 题测得；"
        f"AUROC {calibration.auroc:.3f}",
    )
    yield in_user_language(
        "threshold   refused though answered by a document   refused without that document",
        "阈值        有原文而被拒答    没有原文而被拒答",
    )
    for point in calibration.curve:
        yield f"{point.threshold:9.2f}   {100 * point.false_refusal:5.1f} %   {100 * point.refused:5.1f} %"
