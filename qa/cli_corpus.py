"""``yinzheng add | remove | update | list | inspect``: what is in an index, and what comes in and goes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus import CorpusError, FileList, SourceFile, find_files, in_user_language, read_file
from corpus.progress import counter, track
from qa.cli_options import encoder_option, index_option, json_option
from qa.file_report import inspected_lines, report_fields, report_lines

if TYPE_CHECKING:
    from index import Encoder, Index
    from index.store import Mode

column_option = click.option(
    "--column",
    default="",
    metavar="NAME",
    help=in_user_language(
        "Each row of a table (.xlsx, .csv) is a document, whose text is in this column.",
        "表格（.xlsx、.csv）每行作为一份文档，正文在这一列。",
    ),
)


@click.command(
    help=in_user_language(
        "Add files, or all files of folders, to an index.\n\nFolders are remembered, for `yinzheng update`.\n\n\b\n"
        "Examples:\n  yinzheng add cases/jiaxing.docx\n  yinzheng add ~/articles\n"
        "  yinzheng add table.xlsx --column 正文",
        "把文件或整个文件夹加入索引。\n\n文件夹会被记住，供 `yinzheng update` 使用。\n\n\b\n"
        "例：\n  yinzheng add cases/jiaxing.docx\n  yinzheng add ~/articles\n  yinzheng add table.xlsx --column 正文",
    )
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@column_option
@index_option
@encoder_option
@json_option
def add(paths: tuple[Path, ...], *, column: str, folder: str, encoder: Path | None, as_json: bool) -> None:
    """Add files to an index."""
    folders = [path for path in paths if path.is_dir()]
    listing = find_files(folders, column=column) if folders else FileList(files=())
    files = [_single(path, column) for path in paths if not path.is_dir()]
    listing = FileList(files=(*listing.files, *files), folders=listing.folders, refused=listing.refused)
    bring_in(listing, Path(folder), encoder, as_json=as_json)


@click.command(
    help=in_user_language(
        "Bring an index up to date with the folders that it was made of: files that are new or have changed are read,"
        " and the documents of files that are gone go.\n\n\b\nExample:\n  yinzheng update",
        "按建库时的文件夹更新索引：读取新增和有变化的文件，去掉已不存在的文件。\n\n\b\n例：\n  yinzheng update",
    )
)
@column_option
@index_option
@encoder_option
@json_option
def update(*, column: str, folder: str, encoder: Path | None, as_json: bool) -> None:
    """Bring an index up to date with its folders."""
    index = _open(folder, encoder)
    folders = list(dict.fromkeys(Path(file.folder) for file in index.files() if file.folder))
    index.close()
    if not folders:
        raise CorpusError(
            en=f"the index {folder!r} was not made of folders; add one: yinzheng add FOLDER",
            zh=f"索引 {folder!r} 不是由文件夹建立的；请先加入文件夹：yinzheng add 文件夹",
        )
    bring_in(find_files(folders, column=column), Path(folder), encoder, as_json=as_json)


@click.command(
    help=in_user_language(
        "Take documents out of an index, by their source or id. Their files stay, and are not read again until they"
        " change.\n\n\b\nExample:\n  yinzheng remove jiaxing.md",
        "从索引中移除文档（来源或编号）。文件本身保留，且在有变化之前不再读取。\n\n\b\n例：\n"
        "  yinzheng remove jiaxing.md",
    )
)
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...")
@index_option
@encoder_option
def remove(documents: tuple[str, ...], *, folder: str, encoder: Path | None) -> None:
    """Take documents out of an index."""
    from index import Index

    index, unknown = Index.take_out(Path(folder), documents, encoder=_encoder(encoder))
    if unknown:
        names = ", ".join(map(repr, unknown))
        raise CorpusError(
            en=f"no document is called {names}; nothing was removed. `yinzheng list` shows what there is.",
            zh=f"没有名为 {names} 的文档，未作任何移除。用 `yinzheng list` 查看现有文档。",
        )
    left = index.manifest.documents
    click.echo(in_user_language(f"{len(documents)} removed, {left} left", f"已移除 {len(documents)} 份，余 {left} 份"))


@click.command(
    "list",
    help=in_user_language(
        "List the documents of an index, and the files that gave none.\n\n\b\nExample:\n  yinzheng list",
        "列出索引中的文档，以及未能读出文档的文件。\n\n\b\n例：\n  yinzheng list",
    ),
)
@index_option
@encoder_option
@json_option
def list_command(*, folder: str, encoder: Path | None, as_json: bool) -> None:
    """List the documents of an index."""
    from qa.file_report import document_lines, listed_fields

    index = _open(folder, encoder)
    if as_json:
        click.echo(json.dumps(listed_fields(index), ensure_ascii=False))
        return
    for line in document_lines(index):
        click.echo(line)


@click.command(
    help=in_user_language(
        "Show what would be indexed of a file: what was cut, what is known of it, and its chunks with their headings."
        "\n\n\b\nExample:\n  yinzheng inspect page.html",
        "显示一个文件会被怎样编入索引：去掉了什么、识别出哪些信息、分成哪些段落。\n\n\b\n例：\n"
        "  yinzheng inspect page.html",
    )
)
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@column_option
def inspect(path: Path, *, column: str) -> None:
    """Show what would be indexed of a file."""
    outcome = read_file(_single(path, column))
    if outcome.status == "failed":
        notice = outcome.notices[0]
        raise CorpusError(en=notice.en, zh=notice.zh)
    for line in inspected_lines(outcome):
        click.echo(line)


def _single(path: Path, column: str) -> SourceFile:
    from corpus.files import is_read
    from corpus.formats import FORMATS, TABLES

    suffix = path.suffix.lower()
    if not is_read(suffix):
        formats = " ".join(FORMATS)
        raise CorpusError(
            en=f"{path.name!r} is of a type that is not read (expected: {formats}); put an archive into a folder.",
            zh=f"{path.name!r} 的类型不受支持（可读取：{formats}）；压缩包请放入文件夹。",
        )
    return SourceFile(path=path, source=path.name, column=column if suffix in TABLES else "")


def bring_in(
    listing: FileList,
    folder: Path,
    encoder: Path | None,
    *,
    as_json: bool,
    verbose: bool = False,
    mode: Mode = "change",
) -> None:
    """Bring the index in a folder up to date with files, calibrate it if need be, and print what became of each file.

    The arguments are those of `Index.update`, and what is printed; the errors too.
    """
    from index import Index

    with counter(in_user_language("vectors", "向量")) as on_vectors:
        index, done = Index.update(
            folder,
            listing,
            encoder=_encoder(encoder),
            mode=mode,
            progress=_progress,
            on_vectors=on_vectors,
        )
    if index.calibration() is None:
        _calibrate(index)
    if as_json:
        click.echo(json.dumps(report_fields(index, done), ensure_ascii=False))
        return
    for line in report_lines(done, verbose=verbose):
        click.echo(line)
    click.echo(
        in_user_language(
            f"{index.manifest.documents} documents, {len(index)} passages -> {folder}",
            f"{index.manifest.documents} 份文档，{len(index)} 个段落 -> {folder}",
        )
    )


def _calibrate(index: Index) -> None:
    """Find the probability from which on this index answers, and keep it with the index."""
    from qa.calibrate import calibrate

    with counter(in_user_language("calibration", "校准")) as on_question:
        if calibration := calibrate(index, on_question=on_question):
            index.save_calibration(calibration.to_dict())


def _progress(files: Sequence[SourceFile]) -> Iterator[SourceFile]:
    yield from track(files, total=len(files), what=in_user_language("files", "文件"))


def _open(folder: str, encoder: Path | None) -> Index:
    from index import Index

    return Index.open(Path(folder), encoder=_encoder(encoder))


def _encoder(encoder: Path | None) -> Encoder:
    from index import DEFAULT_ENCODER, load_encoder

    return load_encoder(encoder or DEFAULT_ENCODER)
