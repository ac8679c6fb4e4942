"""``yinzheng doctor``: what an index consists of, and when it answers."""

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
        "Show what an index consists of, and from which probability on it answers.\n\n"
        "The threshold is found on questions made from the index's own text, asked with the document that they were"
        " made from and without it; the rates say how often each was refused.\n\n\b\nExample:\n  yinzheng doctor",
        "显示索引的构成，以及达到多大概率才作答。\n\n"
        "阈值由索引自身的文本出题测得：每题在含原文和不含原文两种情况下各问一次，比率即各自被拒答的比例。\n\n"
        "\b\n例：\n  yinzheng doctor",
    )
)
@index_option
@encoder_option
@json_option
def doctor(folder: str, encoder: Path | None, *, as_json: bool) -> None:
    """Show what an index consists of, and when it answers."""
    from index import DEFAULT_ENCODER, Index, load_encoder
    from qa.calibrate import stored

    index = Index.open(Path(folder), encoder=load_encoder(encoder or DEFAULT_ENCODER))
    calibration = stored(index)
    if as_json:
        click.echo(json.dumps(_fields(index, calibration), ensure_ascii=False))
        return
    for line in _lines(index, calibration):
        click.echo(line)


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
