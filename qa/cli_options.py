"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from corpus import in_user_language

index_option = click.option(
    "--index",
    "folder",
    default="var/index",
    show_default=True,
    metavar="DIR",
    envvar="YINZHENG_INDEX",
    help=in_user_language("The index folder.", "索引文件夹。"),
)
encoder_option = click.option(
    "--encoder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    envvar="YINZHENG_ENCODER",
    help=in_user_language(
        "The encoder that the index was made with, if not the shipped one.", "建索引时用的编码器（默认用自带的）。"
    ),
)
document_option = click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="SOURCE",
    help=in_user_language(
        "Only this document (its source or id); may be repeated.", "只看这份文档（来源或编号），可重复。"
    ),
)
institution_option = click.option(
    "--institution",
    "institutions",
    multiple=True,
    metavar="NAME",
    help=in_user_language("Only this institution; may be repeated.", "只看这所学校，可重复。"),
)
json_option = click.option("--json", "as_json", is_flag=True, help=in_user_language("Print JSON.", "输出 JSON。"))
