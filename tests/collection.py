"""A corpus as users have it: every format that is read and every fault of files, each with what becomes of it."""

from __future__ import annotations

import io
import json
import os
import socket
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import docx
import pptx
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pptx.util import Inches
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from corpus.outcome import Status
from tests.articles import ROOT
from tests.test_corpus_archive import with_flag, zipped, zipped_as_in_gbk
from tests.test_corpus_book import chapter, epub
from tests.test_corpus_pdf import Draw, lines, make, page, picture, white
from tests.test_corpus_sheets import first_sheet
from tests.test_corpus_sheets import saved as saved_book
from tests.test_corpus_slides import saved as saved_slides
from tests.test_corpus_word import OLE, rewritten
from tests.test_corpus_word import saved as saved_word

SECRET = "隐形墨水密语"  # stands in no place that a reader of a file sees
SCHOOL = "望江职业技术学院"
LONG = f"{'长' * 83}.txt"  # 253 bytes; three to a character, and a name may have 255
DEEP = "/".join("层" for _ in range(50))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What becomes of a file: of one that is read what is known of it, of any other a word of the reason."""

    status: Status
    en: str = ""
    zh: str = ""
    fact: str = ""  # a sentence that only this file has
    title: str = ""
    institution: str = ""
    page: int | None = None
    # How the messages name it, where that is not its source
    named: str = ""


@dataclass(slots=True)
class Collection:
    """Folders with files, and what is expected of each by its source."""

    folders: tuple[Path, Path]
    outside: Path
    expected: dict[str, Expected] = field(default_factory=dict)

    def put(
        self, name: str | bytes, data: bytes | Callable[[Path], object], expected: Expected, *, at: str = ""
    ) -> None:
        """Write a file into the first folder, under ``at`` as its source if that is not its name."""
        path = Path(os.fsdecode(os.fsencode(self.folders[0]) + b"/" + os.fsencode(name)))
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, bytes):
            path.write_bytes(data)
        else:
            data(path)
        self.expected[at or os.fsdecode(os.fsencode(name))] = expected


def make_collection(folder: Path) -> Collection:
    """Write the corpus below a folder."""
    made = Collection(folders=(folder / "文档", folder / "其他"), outside=folder / "外面")
    for each in (*made.folders, made.outside):
        each.mkdir(parents=True)
    for put in (
        _texts,
        _pages,
        _office,
        _archives,
        _odd_names,
        _no_text,
        _wrong_types,
        _damaged,
        _bombs,
        _no_articles,
        _no_files,
        _second_folder,
    ):
        put(made)
    return made


_FACTS = iter(
    f"{word}工作室" for word in "梅兰竹菊松柏桃李杏梨枣橘柚桂荷莲葵蓉芙茉莉萱芷蕙薇桐槐榆柳杨枫樟楠檀杉桑柘棠榕椿"
)


def _fact() -> str:
    """Return a sentence that no other file has."""
    return f"学校建成了{next(_FACTS)}，由学术带头人担任教师党支部书记。"


def _article(fact: str) -> list[str]:
    """Return an article: its title, and paragraphs, of which the second has the fact."""
    return [
        f"{SCHOOL}召开党建工作推进会",
        "近日，学校召开党建工作推进会，总结“双带头人”培育工程的经验，部署下一阶段的重点任务。",
        fact,
        "会上，三个党支部的书记先后发言，介绍了把支部建在车间、把党课讲在岗位的做法，与会教师就难点问题作了交流。",
    ]


def _good(fact: str, **known: Any) -> Expected:
    expected = Expected(status="read", fact=fact, title=f"{SCHOOL}召开党建工作推进会", institution=SCHOOL)
    return replace(expected, **known)


def _failed(en: str, zh: str) -> Expected:
    return Expected(status="failed", en=en, zh=zh)


def _skipped(en: str, zh: str, *, named: str = "") -> Expected:
    return Expected(status="skipped", en=en, zh=zh, named=named)


def _text(fact: str) -> str:
    return "\n".join(_article(fact))


# --- Files that are read ---------------------------------------------------------------------------------------------


def _texts(made: Collection) -> None:
    fact = _fact()
    front = "---\ntitle: 案例一\ninstitution: 嘉兴职业技术学院\n---\n"
    made.put("笔记/甲.md", (front + _text(fact)).encode(), _good(fact, title="案例一", institution="嘉兴职业技术学院"))
    for name, encoding in (("utf8", "utf-8-sig"), ("utf16", "utf-16"), ("gbk", "gb18030")):
        fact = _fact()
        made.put(f"文本/{name}.txt", _text(fact).encode(encoding), _good(fact))
    big5 = "學校黨委召開會議，總結經驗，部署下一階段的重點任務，教師與學生參加了學習。紫荊書院由黨支部書記負責。" * 3
    made.put(
        "文本/big5.txt", big5.encode("big5"), Expected(status="read", fact="紫荊書院由黨支部書記負責", title="big5")
    )
    fact = _fact()
    made.put("表中有名.txt", _text(fact).encode(), _good(fact, title="表里的标题", institution="泉州职业技术大学"))
    (made.folders[0] / "metadata.csv").write_bytes(
        "文件,标题,学校\n表中有名.txt,表里的标题,泉州职业技术大学\n没有.txt,无,无\n".encode("gb18030")
    )
    fact = _fact()
    warned = Expected(status="warned", en="front matter", zh="头部信息", fact=fact)
    made.put("笔记/坏头.md", f"---\ntitle: [\n---\n{_text(fact)}".encode(), warned)
    made.put(
        "短.txt",
        "学校举办党史馆开放日。".encode("gbk"),
        Expected(status="warned", en="GB18030", zh="GB18030", fact="党史馆开放日"),
    )
    fact = _fact()
    made.put(f"{DEEP}/底.txt", _text(fact).encode(), _good(fact))


def _html(body: str, *, title: str = f"{SCHOOL}召开党建工作推进会") -> bytes:
    head = f"<head><meta charset=utf-8><title>{title}</title></head>"
    return f"<!DOCTYPE html><html>{head}<body>{body}</body></html>".encode()


def _page(fact: str) -> bytes:
    title, *paragraphs = _article(fact)
    hidden = f"<p style='display:none'>{SECRET}。</p><p><font color=white>{SECRET}</font></p><!-- {SECRET} -->"
    return _html(f"<h1>{title}</h1><div class=content>{''.join(f'<p>{one}</p>' for one in paragraphs)}{hidden}</div>")


def _pages(made: Collection) -> None:
    for path in sorted((ROOT / "tests" / "saved_pages").glob("*.html")):
        key = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        longest = max(key["text"].split("\n"), key=len)
        # that of a page which names its school once is not guessed
        school = "" if path.stem in ("baijiahao", "case_list") else key["institution"]
        known = _good(longest[:40], title=key["title"], institution=school)
        made.put(f"网页/{path.name}", path.read_bytes(), known)
    fact = _fact()
    made.put("网页/页.HTM", _page(fact), _good(fact))
    fact = _fact()
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "saved"
    message.set_content(_page(fact).decode(), subtype="html", charset="utf-8")
    message.make_related()
    made.put("网页/页.mhtml", message.as_bytes(), _good(fact))


def _office(made: Collection) -> None:
    fact = _fact()
    made.put("办公/通知.docx", _word(fact), _good(fact))
    fact = _fact()
    made.put("办公/报告.pdf", _pdf(fact), _good(fact, page=2))
    fact = _fact()
    made.put(
        "办公/半扫描.pdf",
        _pdf(fact, picture()),
        Expected(status="warned", en="pictures without text", zh="没有文字层", fact=fact),
    )
    fact = _fact()
    made.put("办公/汇报.pptx", _slides(fact), _good(fact, page=2))
    fact = _fact()
    made.put("办公/统计.xlsx", _workbook(fact), Expected(status="read", fact=fact, title="统计"))
    fact = _fact()
    made.put(
        "办公/公式.xlsx", _workbook(fact, formula=True), Expected(status="warned", en="formula", zh="公式", fact=fact)
    )
    fact = _fact()
    rows = f"学校,情况\n{SCHOOL},{fact}\n东湖大学,学校召开了党建工作推进会，总结经验。\n"
    made.put("办公/名单.csv", rows.encode("gb18030"), Expected(status="read", fact=fact, title="名单"))
    fact = _fact()
    made.put("办公/手册.epub", _book(fact), _good(fact, title="支部工作手册"))


def _word(fact: str) -> bytes:
    document = docx.Document()
    title, *paragraphs = _article(fact)
    document.add_heading(title, 0)
    for text in paragraphs:
        document.add_paragraph(text)
    document.add_paragraph().add_run(SECRET).font.hidden = True
    return saved_word(document)


def _pdf(fact: str, *more: Draw) -> bytes:
    title, first, second, third = _article(fact)
    return make(
        page(lines(title, size=20), lines("  " + first[:30], first[30:], top=700)),
        page(
            lines("一、主要做法", size=16),
            lines("  " + second, "  " + third[:30], third[30:], top=700),
            white(SECRET, 300),
        ),
        *more,
    )


def _slides(fact: str) -> bytes:
    presentation = pptx.Presentation()
    title, *paragraphs = _article(fact)
    for name, text in ((title, paragraphs[0]), ("主要成绩", fact), (SECRET, SECRET)):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = name
        slide.shapes.add_textbox(Inches(1), Inches(3), Inches(6), Inches(2)).text_frame.text = text
    slide._element.set("show", "0")
    return saved_slides(presentation)


def _workbook(fact: str, *, formula: bool = False) -> bytes:
    book = Workbook()
    sheet = first_sheet(book)
    for row in (["学校", "情况", "备注"], [SCHOOL, fact, SECRET], ["东湖大学", "召开了推进会。", SECRET]):
        sheet.append(row)
    sheet.column_dimensions["C"].hidden = True
    if formula:
        sheet.append(["合计", "=LEN(B2)"])
    other = book.create_sheet("密")
    assert isinstance(other, Worksheet)
    other.append([SECRET])
    other.sheet_state = "hidden"
    return saved_book(book)


def _book(fact: str) -> bytes:
    title, *paragraphs = _article(fact)
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return epub({"c1": chapter(f"<h1>{title}</h1>{body}<p style='display:none'>{SECRET}</p>")})


def _archives(made: Collection) -> None:
    inside, fact = _fact(), _fact()
    made.put(
        "资料.zip",
        zipped(
            {
                "2021/通知.docx": _word(inside),
                "甲.txt": _text(fact).encode(),
                "../上.txt": _text(fact).encode(),
                "里.zip": zipped({"甲.txt": b"x"}),
                "图.jpg": b"x",
            }
        ),
        _good(inside),
        at="资料.zip/2021/通知.docx",
    )
    made.expected |= {
        "资料.zip/甲.txt": _good(fact),
        "资料.zip/上.txt": _skipped("climbs out", "压缩包之外", named="../上.txt"),
        "资料.zip/里.zip": _skipped("archive inside the archive", "压缩包中的压缩包", named="里.zip"),
        "资料.zip/图.jpg": _skipped("type that is not read", "类型不受支持"),
    }
    data = zipped_as_in_gbk(["学校/党建工作总结.txt"])
    made.put(
        "旧.zip",
        data,
        Expected(status="read", fact="深入实施双带头人培育工程，教师党支部书记", title="党建工作总结"),
        at="旧.zip/学校/党建工作总结.txt",
    )
    locked = with_flag(zipped({"密.txt": b"x" * 99}), 1)
    made.put("密.zip", locked, _skipped("is encrypted", "已加密", named="密.txt"), at="密.zip/密.txt")
    made.put("坏.zip", zipped({"甲.txt": _text(fact).encode()})[:-30], _failed("damaged", "已损坏"))


def _odd_names(made: Collection) -> None:
    for name, at in (
        (LONG, LONG),
        ("🎉 表情 👩‍🏫.txt", "🎉 表情 👩‍🏫.txt"),
        (" 前后有空格 .txt", " 前后有空格 .txt"),
        ("换\n行.txt", "换\\n行.txt"),
        ("转\x1b[31m义.txt", "转\\x1b[31m义.txt"),
        ("-rf.txt", "-rf.txt"),
        ("引'号\".txt", "引'号\".txt"),
        ("国标.txt".encode("gb18030"), "国标.txt"),
        (b"\xff\xfe.txt", "\\xff\\xfe.txt"),
    ):
        fact = _fact()
        made.put(name, _text(fact).encode(), _good(fact), at=at)


# --- Files that are not ----------------------------------------------------------------------------------------------


def _no_text(made: Collection) -> None:
    made.put("空.txt", b"", _failed("is empty", "空文件"))
    made.put("空.docx", b"", _failed("is empty", "空文件"))
    made.put("空白.txt", " \n\t\u3000".encode(), _failed("white space", "空白"))
    made.put("空白.docx", saved_word(docx.Document()), _failed("white space", "空白"))
    made.put("空白.pdf", make(lambda canvas: None), _failed("no text", "没有文字"))
    made.put("二进制.txt", bytes(range(256)) * 64, _failed("binary", "二进制"))
    made.put("english.txt", b"No Chinese here at all.", _failed("no Chinese character", "没有汉字"))
    mojibake = "".join(_article(f"学校建成了工作室。{'学校召开会议。' * 20}")).encode().decode("gb18030", "replace")
    made.put("乱码.txt", mojibake.encode(), _failed("garbled", "乱码"))
    made.put("扫描.pdf", make(picture(), picture()), _failed("scan without text", "扫描件"))


def _wrong_types(made: Collection) -> None:
    made.put("其实是doc.docx", OLE + "WordDocument".encode("utf-16-le"), _failed("old format", "旧版 Office"))
    made.put("加密.docx", OLE + "EncryptedPackage".encode("utf-16-le"), _failed("password", "密码"))
    made.put("其实是xls.xlsx", OLE, _failed("Office format before 2007", "2007 年以前"))
    made.put("其实是网页.pdf", _page("学校。"), _failed("of another type", "不是 PDF"))
    made.put("其实是网页.docx", _page("学校。"), _failed("ZIP", "ZIP"))
    made.put("其实是PDF.txt", make(lines("文字。")), _failed("PDF", "PDF"))
    made.put("其实是docx.txt", _word("学校。"), _failed("Word/Excel/ZIP", "Word/Excel/ZIP"))
    made.put("其实是xlsx.docx", _workbook("学校。"), _failed("no Word document", "不是 Word 文档"))
    made.put("其实是PDF.html", make(lines("文字。")), _failed("PDF", "PDF"))
    for name, target in (("旧.doc", "docx"), ("旧.wps", "docx"), ("旧.ppt", "pptx"), ("旧.xls", "xlsx")):
        made.put(name, OLE, _skipped(f"--convert-to {target}", f"--convert-to {target}"))
    made.put("照片.jpg", b"\xff\xd8\xff", _skipped("type that is not read", "类型不受支持"))
    made.put("没有后缀", b"x", _skipped("type that is not read", "类型不受支持"))


def _damaged(made: Collection) -> None:
    for suffix, data in (
        ("docx", _word("学校。")),
        ("pptx", _slides("学校。")),
        ("xlsx", _workbook("学校。")),
        ("epub", _book("学校。")),
    ):
        made.put(f"截断.{suffix}", data[: len(data) * 2 // 3], _failed("damaged", "已损坏"))
        made.put(f"损坏.{suffix}", _with_damage(data), _failed("damaged", "已损坏"))
    made.put("截断.pdf", _pdf("学校。")[:700], _failed("damaged or cut off", "已损坏"))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(_pdf("学校。"))))
    writer.encrypt(user_password="secret", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    made.put("加密.pdf", locked.getvalue(), _failed("locked with a password", "加密"))
    made.put("截断.txt", "学校召开会议。".encode()[:-2], _failed("not recognised", "编码"))


def _with_damage(data: bytes) -> bytes:
    """Return a document whose parts are all spoilt, with the list of them whole."""
    damaged = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            start = entry.header_offset + 30 + len(entry.filename.encode())
            damaged[start : start + entry.compress_size] = b"\xff" * entry.compress_size
    return bytes(damaged)


def _bombs(made: Collection) -> None:
    bomb = zipped({"炸弹.txt": bytes(64 * 2**20)})
    made.put("炸弹.zip", bomb, _skipped("200 times its size", "200 倍", named="炸弹.txt"), at="炸弹.zip/炸弹.txt")
    swollen = rewritten(_word("学校。"), lambda name, data: bytes(64 * 2**20) if name == "word/document.xml" else data)
    made.put("炸弹.docx", swollen, _failed("200 times its size", "200 倍"))
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "lol">'
    laughs += b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 10)) + b"]>"
    entities = rewritten(
        _word("学校。"),
        lambda name, data: laughs + b"<l>&a9;</l>" if name == "word/document.xml" else data,
    )
    made.put("实体.docx", entities, _failed("damaged", "已损坏"))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(_pdf("学校。"))))
    content = StreamObject()
    content.set_data(bytes(80 * 2**20))
    writer.pages[0][NameObject("/Contents")] = content.flate_encode()
    pdf = io.BytesIO()
    writer.write(pdf)
    made.put("炸弹.pdf", pdf.getvalue(), _failed("unpack", "解压"))
    for name in ("两吉.txt", "两吉.pdf"):
        made.put(name, _sparse, _failed("2048 MiB", "2048 MiB"))


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2**31)  # takes no room on the disk


def _no_articles(made: Collection) -> None:
    made.put(
        "登录.html",
        _html("<h1>统一身份认证平台</h1><p>账号登录</p><p>忘记密码？</p>", title="登录"),
        _skipped("log in", "登录页面"),
    )
    made.put(
        "浏览器.html", _html("<p>您的浏览器版本过低，建议升级浏览器</p>", title="提示"), _skipped("browser", "浏览器")
    )
    made.put(
        "饼干.html", _html("<p>本站使用cookies，继续浏览即表示同意</p>", title="提示"), _skipped("cookies", "Cookie")
    )
    made.put(
        "404.html",
        _html("<h1>404 Not Found</h1><p>您访问的页面不存在</p>", title="404"),
        _skipped("error page", "错误页面"),
    )
    made.put(
        "没加载.html",
        _html("<p>正在加载，请稍候……</p>", title="加载中"),
        _skipped("before its article was loaded", "尚未加载"),
    )
    links = "".join(
        f"<li><a href={i}.html>学院第{number}党支部开展主题党日活动重温入党誓词</a><span>2023-05-{i:02}</span></li>"
        for i, number in enumerate("一二三四五六七八九", 1)
    )
    made.put(
        "列表.html",
        _html(f"<h1>学院新闻</h1><ul>{links}</ul>", title="学院新闻"),
        _skipped("list of headlines", "列表"),
    )


def _no_files(made: Collection) -> None:
    folder = made.folders[0]
    made.put("管道.txt", os.mkfifo, _skipped("pipe, socket or device", "管道"))
    made.put("插座.txt", _socket, _skipped("pipe, socket or device", "管道"))
    made.put("自指.txt", lambda path: path.symlink_to(path.name), _failed("leads nowhere", "失效的链接"))
    (folder / "循环").symlink_to(folder)  # what it leads to is read under its own name, without a word
    (made.outside / "外.txt").write_text(_text("学校建成了外面的工作室。"), encoding="utf-8")
    made.put("出去.txt", lambda path: path.symlink_to(made.outside / "外.txt"), _skipped("leads out", "之外的链接"))
    made.put("出去", lambda path: path.symlink_to(made.outside), _skipped("leads out", "之外的链接"))
    made.put("无权.txt", b"x", _failed("cannot be opened", "无法打开"))
    (folder / "无权.txt").chmod(0)
    (folder / "无权").mkdir(mode=0)
    made.expected["无权"] = _failed("cannot be opened", "无法打开")


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the path of a socket may have 107 bytes
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)
    assert stat.S_ISSOCK(path.stat().st_mode)


def _second_folder(made: Collection) -> None:
    other = made.folders[1]
    (other / "文本").mkdir()
    fact = _fact()
    (other / "文本" / "utf8.txt").write_text(_text(fact), encoding="utf-8")
    made.expected["其他/文本/utf8.txt"] = _good(fact)
    # what is refused here has the name of what is read there, and of what is refused there
    (other / "文本" / "gbk.txt").symlink_to(made.outside / "外.txt")
    made.expected["其他/文本/gbk.txt"] = _skipped("leads out", "之外的链接")
    (other / "照片.jpg").write_bytes(b"x")
    made.expected["其他/照片.jpg"] = _skipped("type that is not read", "类型不受支持")
