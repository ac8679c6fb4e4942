from __future__ import annotations

import json
import lzma
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clean import clean
from corpus.quality import judge
from tests.articles import CASES, SEEDS, SHARED

FIRST = "近日，望江职业技术学院召开党建工作推进会，总结“双带头人”培育工程的经验，部署下一阶段的重点任务。"
LONG = "\n".join([FIRST, FIRST, FIRST, FIRST])
HEADLINES = [f"学院第{number}党支部开展主题党日活动重温入党誓词" for number in "一二三四五六七八九"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no article"),
        ("# 404\n - - -", "no article"),
        ("404 Not Found\n您访问的页面不存在", "error page"),
        ("# 提示信息\n很抱歉，您要查看的页面已被删除\n返回首页", "error page"),
        ("该内容已被发布者删除", "error page"),
        ("此文章因违规无法查看", "error page"),
        ("服务器错误", "error page"),
        ("# 统一身份认证平台\n账号登录\n扫码登录\n忘记密码？", "log in"),
        ("用户名：\n密码：\n登录", "log in"),
        ("请先登录后查看本页", "log in"),
        ("您的浏览器版本过低，建议升级浏览器", "browser"),
        ("本站使用cookies，继续浏览即表示同意", "browser"),
        ("很抱歉，本站需要启用 JavaScript 才能正常显示。", "browser"),
        ("安全验证\n请完成下方验证后继续访问", "browser"),
        ("正在加载，请稍候……", "loaded"),
        ("Loading...\n望江职业技术学院", "loaded"),
        ("打开微信客户端查看全文", "loaded"),
        ("\n".join(["# 学院新闻", *HEADLINES]), "list"),
        ("\n".join(f"{headline} 2023-05-{day:02}" for day, headline in enumerate(HEADLINES, 1)), "list"),
        ("\n".join(f"{FIRST[:-10]}……" for _ in range(9)), "list"),
        ("\n".join(f"{FIRST}[详细]" for _ in range(9)), "list"),
        (LONG.encode().decode("gb18030", "replace"), "garbled"),
        (LONG.encode().decode("cp1252", "replace"), "garbled"),
        (LONG.encode().decode("latin-1"), "garbled"),
        ("锟斤拷" * 30 + LONG, "garbled"),
        ("\ue001\ue002\ue003" * 30 + LONG, "garbled"),
    ],
)
def test_a_text_that_is_no_article_is_refused_with_its_reason(text: str, reason: str) -> None:
    notice = judge(text, source="页.html")
    assert notice is not None
    assert reason in notice.en
    assert "'页.html'" in notice.en
    assert "'页.html'" in notice.zh


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        "学校召开党建工作会。",
        f"{FIRST}\n\uf8f0{FIRST}",  # a new page begins
        f"# 把党课讲到登录页上\n{LONG}\n请先登录\n您访问的页面不存在\n正在加载",
        f"{LONG}\n" + "\n".join(HEADLINES),
        "一、加强组织建设\n二、完善制度机制\n三、强化队伍建设\n四、推动融合发展\n五、打造党建品牌\n六、严格考核评价\n七、落实保障措施\n八、总结推广经验",
        "\n".join(["先进基层党组织名单", *(f"{name}学院党总支" for name in "机电信息管理汽车建筑艺术")]),
        "\n".join(f"2013—{year} | {year} | {year}" for year in range(2014, 2024)) + f"\n{FIRST}",
        "\n".join(
            ["大事记", *(f"2023年{month}月，学院召开第{month}次党委会，研究部署工作。" for month in range(1, 10))]
        ),
    ],
)
def test_an_article_passes_however_short(text: str) -> None:
    assert judge(text, source="页.html") is None


def test_the_real_articles_and_the_notes_pass() -> None:
    for path in (*sorted(SEEDS.glob("*.txt")), *sorted(CASES.glob("*.md"))):
        text = path.read_text(encoding="utf-8")
        assert judge(clean(text, markdown=path.suffix == ".md").text, source=path.name) is None


def test_news_pass() -> None:
    news = SHARED / "data" / "news.jsonl.xz"
    for text in _texts(news, 1_000) if news.exists() else ():  # no part of the repository
        assert judge(text, source="news") is None


def _texts(path: Path, count: int) -> list[str]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in islice(file, count)]


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    notice = judge(text, source="x")
    assert notice is None or ("'x'" in notice.en and "'x'" in notice.zh)
