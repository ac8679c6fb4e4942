"""Build an index: documents in, index out.

Example:
    python build_index.py --corpus corpus/cases --index var/index
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from corpus import AssistantError, find_files, in_user_language, user_language
from qa.cli_corpus import bring_in

HERE = Path(__file__).resolve().parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Build an index and return the exit status: 0 built, 1 not built, 2 usage."""
    options = _parser().parse_args(arguments)
    try:
        bring_in(
            find_files(options.corpus or [HERE / "corpus" / "cases"]),
            options.index,
            options.encoder,
            as_json=options.json,
            verbose=options.verbose,
            mode="rebuild" if options.rebuild else "build",
        )
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build_index.py",
        description=in_user_language(
            "Build an index of all documents in some folders, or bring the one that is there up to date: only files"
            " that are new or have changed are read. What is there stays until the change is whole, and a run that is"
            " stopped goes on where it was.",
            "为文件夹中的全部文档建立索引；已有索引时只读取新增和有变化的文件。更新完成之前，原有索引保持不变；中断后再次运行会接着进行。",
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
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help=in_user_language(
            "read every file again, not only those that changed", "全部文件重新读取，而不只是有变化的"
        ),
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help=in_user_language("print what became of each file as JSON", "以 JSON 输出每个文件的处理结果"),
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
