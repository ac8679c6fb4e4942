"""Build an index: documents in, index out.

Example:
    python build_index.py --corpus corpus/cases --index var/index
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus import AssistantError, Document, Outcome, find_files, in_user_language, read_file, user_language
from corpus.progress import counter, track

if TYPE_CHECKING:
    from corpus import SourceFile
    from corpus.outcome import Status
    from index import Index

HERE = Path(__file__).resolve().parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Build an index and return the exit status: 0 built, 1 not built, 2 usage."""
    options = _parser().parse_args(arguments)
    try:
        _build(options.corpus or [HERE / "corpus" / "cases"], options.index, options.encoder, verbose=options.verbose)
    except AssistantError as error:
        click.echo(f"build_index: {error.notice.text(user_language())}", err=True)
        return error.exit_code
    except BrokenPipeError:
        # whoever reads the report has seen enough; Python would complain once more when it closes the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        click.echo(
            in_user_language(
                "build_index: stopped; an index that was there is unchanged.", "build_index：已中止，原有索引保持不变。"
            ),
            err=True,
        )
        return 130
    return 0


def _build(folders: list[Path], target: Path, encoder: Path | None, *, verbose: bool) -> None:
    from index import DEFAULT_ENCODER, Index, load_encoder

    listing = find_files(folders)
    outcomes: list[Outcome] = list(listing.refused)
    with counter(in_user_language("vectors", "向量")) as on_vectors:
        index = Index.build(
            _documents(listing.files, outcomes),
            target,
            encoder=load_encoder(encoder or DEFAULT_ENCODER),
            on_vectors=on_vectors,
        )
    _calibrate(index)
    for line in _report(outcomes, verbose=verbose):
        click.echo(line)
    click.echo(
        in_user_language(
            f"{index.manifest.documents} documents, {len(index)} passages -> {target}",
            f"{index.manifest.documents} 份文档，{len(index)} 个段落 -> {target}",
        )
    )


def _calibrate(index: Index) -> None:
    """Find the probability from which on this index answers, and keep it with the index."""
    from qa.calibrate import calibrate

    with counter(in_user_language("calibration", "校准")) as on_question:
        if calibration := calibrate(index, on_question=on_question):
            index.save_calibration(calibration.to_dict())


def _documents(files: Sequence[SourceFile], outcomes: list[Outcome]) -> Iterator[Document]:
    """Read the files, keep what happened to each, and yield the documents."""
    for file in track(files, total=len(files), what=in_user_language("files", "文件")):
        outcome = read_file(file)
        outcomes.append(outcome)
        if outcome.document is not None:
            yield outcome.document


def _report(outcomes: Sequence[Outcome], *, verbose: bool) -> Iterator[str]:
    """Yield what happened: a line for every notice, how many files were read, skipped and so on, and what was cut."""
    language = user_language()
    for outcome in outcomes:
        for notice in outcome.notices:
            yield f"{_STATUS[outcome.status][language == 'zh']}: {notice.text(language)}"
    counts: Counter[Status] = Counter(outcome.status for outcome in outcomes)
    yield ", ".join(
        f"{counts[status]} {words[language == 'zh']}" for status, words in _STATUS.items() if counts[status]
    )
    cut = [outcome for outcome in outcomes if outcome.removed]
    if cut:
        pieces = sum(len(outcome.removed) for outcome in cut)
        more = "" if verbose else in_user_language(" (--verbose lists them)", "（加 --verbose 列出）")
        yield in_user_language(
            f"{pieces} pieces of page furniture cut from {len(cut)} files{more}",
            f"从 {len(cut)} 个文件中去掉了 {pieces} 处网页杂项{more}",
        )
    for outcome in cut if verbose else ():
        yield from (f"  {outcome.source}: {removal.text!r} ({removal.rule})" for removal in outcome.removed)


_STATUS: dict[Status, tuple[str, str]] = {
    "read": ("read", "已读"),
    "warned": ("read with a warning", "已读但有警告"),
    "skipped": ("skipped", "跳过"),
    "failed": ("failed", "失败"),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build_index.py",
        description=in_user_language(
            "Build an index of all documents in some folders. An index that is there stays until the new one is whole.",
            "为文件夹中的全部文档建立索引。新索引完成之前，原有索引保持不变。",
        ),
        epilog=in_user_language("Example:", "例：") + " python build_index.py --corpus corpus/cases --index var/index",
    )
    parser.add_argument(
        "--corpus",
        nargs="+",
        action="extend",
        type=Path,
        metavar="DIR",
        help=in_user_language(
            "folders of .md and .txt files (default: corpus/cases)", "存放 .md 和 .txt 的文件夹（默认 corpus/cases）"
        ),
    )
    parser.add_argument(
        "--index",
        type=Path,
        default=Path("var/index"),
        metavar="DIR",
        help=in_user_language("where the index goes (default: var/index)", "索引文件夹（默认 var/index）"),
    )
    parser.add_argument(
        "--encoder",
        type=Path,
        metavar="DIR",
        help=in_user_language(
            "a sentence-transformers model in a folder (default: the one that ships)",
            "文件夹中的 sentence-transformers 模型（默认用自带的）",
        ),
    )
    parser.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help=in_user_language("list what was cut from each file as page furniture", "列出从每个文件中去掉的网页杂项"),
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
