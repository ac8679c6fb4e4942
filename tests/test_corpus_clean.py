from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import SourceFile, read_file
from corpus.clean import Byline, clean, parse_byline

FIRST = "近日，某某职业技术学院召开党建工作推进会，总结“双带头人”培育工程的经验。"
LAST = "学院党委将继续强化政治引领，以高质量党建推动学校高质量发展。"

# Page furniture around an article as Chinese school and news sites have it: above, between title and text, below.
PAGES = {
    "college": (
        ["首页", "学校概况", "新闻中心", "当前位置：首页 > 新闻中心 > 学校要闻"],
        "我院召开“双带头人”工作推进会",
        ["发布时间：2023-05-08 作者：党委组织部 浏览次数：[1024]次 字号：大 中 小", "分享到："],
        [
            "（文/张伟 图/李娜）",
            "编辑：王芳  审核：赵强",
            "上一条：我院举行运动会",
            "下一条：没有了",
            "【关闭】【打印】",
            "版权所有 © 某某职业技术学院 地址：某省某市1号 邮编：310000",
            "浙ICP备05000000号-1",
        ],
        Byline(author="党委组织部", date="2023-05-08"),
    ),
    "newspaper": (
        ["网站首页 > 新闻 > 职教"],
        "党建引领促发展",
        ["2022年3月9日 09:17 来源：中国教育报", "1.2万", "■职教党建创新案例专栏"],
        [
            "（谢军 刘新）",
            "（作者系某某职业技术学院党委书记）",
            "（完）",
            "责任编辑：王涛",
            "相关新闻",
            "某市举行技能大赛",
            "某校开学了！",
        ],
        Byline(publisher="中国教育报", author="谢军 刘新", date="2022-03-09"),
    ),
    "wechat": (
        ["点击上方蓝字关注我们"],
        "党员先锋岗的一天",
        ["来源丨某某职业技术学院", "撰稿丨李雷"],
        [
            "— END —",
            "供稿：学生工作部",
            "初审：张明 复审：李华 终审：王刚",
            "扫描二维码关注我们",
            "阅读原文",
            "阅读 2345",
            "在看",
        ],
        Byline(publisher="某某职业技术学院", author="李雷"),
    ),
    "portal": (
        ["首页 学校概况 机构设置 人才培养 招生就业", "您的位置：首页>>党建工作>>正文"],
        "一个支部一座堡垒",
        ["信息来源：宣传部", "阅读次数：88", "字体：【大 中 小】 【打印本页】 【关闭窗口】"],
        [
            "微信 微博 QQ空间",
            "声明：本文仅代表作者个人观点，与本网无关。如有侵权，请联系我们删除。",
            "友情链接：教育部 教育厅",
            "联系我们",
            "网站地图",
            "技术支持：某某科技公司",
        ],
        Byline(publisher="宣传部"),
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_cleaned_to_the_article(name: str) -> None:
    above, title, between, below, byline = PAGES[name]
    article = [title, FIRST, "一、强化组织", "健全机制。学院党委修订议事规则，明确集体研究的事项。", LAST]
    page = [*above, title, *between, *article[1:], *below]
    cleaned = clean("\n".join(f"　　{line}\xa0" for line in page))
    assert cleaned.text.replace("\n\n", "\n").split("\n") == article
    assert [removal.text for removal in cleaned.removed] == [*above, *between, *below]
    assert cleaned.byline == byline


NEAR_MISSES = [
    "编辑部党支部组织全体编辑学习党章，提高政治素质。",
    "来源于实践的经验最有说服力，学院坚持从实践中总结。",
    "来源：实践出真知，经验来自一线，这是学院的体会。",
    "阅读红色经典活动在全院展开，参加学生超过千人。",
    "作者：这是学院党委对先进典型提出的问题吗？",
    "记者：请问学院党建工作有哪些经验？",
    "记者：请介绍学院党建的做法",
    "时间：5月8日下午",
    "地点：学术报告厅",
    "上一篇文章介绍了党建引领，这一篇介绍队伍建设。",
    "相关新闻报道了学院的做法，社会反响热烈。",
    "分享给青年的一堂党课",
    "扫码学习 党课进寝室",
    "打印室党员先锋岗",
    "正在加载的是学院的未来",
    "学生登录后可以查看志愿服务的时长。",
    "打开思路，打开心结",
    "《党章》2022年10月22日通过",
    "关闭落后专业 开设新兴专业",
    "首页建设是学院网站工作的重点。",
    "当前位置决定担当，学院党委把责任扛在肩上。",
    "编辑：学院把编辑出版专业建在党旗下。",
    "审核：严把教材政治关",
    "点击率不是目的，育人才是目的。",
    "版权教育走进课堂，学生受益。",
    "党建工作",
    "（试行）",
    "（一）健全机制",
    "■健全机制",
    "10月17日起，学院开展主题教育。",
    "2021年",
    "3.5万人次参加志愿服务。",
    "【党建品牌】红船先锋",
    "- 党员示范岗28个",
    "“一站式”学生社区",
    "关键词：党建引领；职业教育",
    "摘要：本文总结了经验",
]


@pytest.mark.parametrize("line", NEAR_MISSES)
def test_what_looks_like_furniture_stays_in_the_article(line: str) -> None:
    text = f"某某职业技术学院的党建经验\n{FIRST}\n{line}\n{LAST}"
    cleaned = clean(text)
    assert (cleaned.text, cleaned.removed) == (text, ())


@pytest.mark.parametrize("line", [line for line in NEAR_MISSES if line[-1] in "。？"])
def test_sentences_stay_at_the_edges_of_the_article_too(line: str) -> None:
    for text in (f"{line}\n{FIRST}\n{LAST}", f"标题\n{FIRST}\n{LAST}\n{line}", line):
        assert clean(text).text == text


@pytest.mark.parametrize(
    ("line", "expected", "byline"),
    [
        ("本报讯（记者 张伟）" + FIRST, FIRST, Byline(author="张伟")),
        (
            "大众网·海报新闻讯 (通讯员 孙剑 邢兰)" + FIRST,
            FIRST,
            Byline(publisher="大众网·海报新闻", author="孙剑 邢兰"),
        ),
        (FIRST + "（通讯员 孙剑 记者 邢兰）", FIRST, Byline(author="孙剑 邢兰")),
        ("本网讯 " + FIRST, FIRST, Byline()),
        ("（教育部印发）" + FIRST, "（教育部印发）" + FIRST, Byline()),
        ("文 / 宋一川\n" + FIRST, FIRST, Byline(author="宋一川")),
        (FIRST + "\n文字｜南乔　图片｜某某宣讲团　编辑｜秋白", FIRST, Byline(author="南乔")),
        (FIRST + "\n文/图 展厅一角", FIRST + "\n文/图 展厅一角", Byline()),
        (FIRST + "\n时间｜5月8日", FIRST + "\n时间｜5月8日", Byline()),
        (FIRST + "（记者节除外）", FIRST + "（记者节除外）", Byline()),
    ],
)
def test_bylines_at_the_edge_of_a_paragraph(line: str, expected: str, byline: Byline) -> None:
    cleaned = clean(line)
    assert (cleaned.text, cleaned.byline) == (expected, byline)


@pytest.mark.parametrize(
    "line",
    [
        "左右滑动查看完整表格",
        "剩余68%未读，打开APP阅读体验更佳",
        "打开某某客户端，继续阅读全文",
        "返回搜狐，查看更多返回搜狐，查看更多",
        "正在加载…",
        "游客仅可预览前1页，登录后可阅读全文并下载附件。",
    ],
)
def test_what_an_application_says_goes_anywhere(line: str) -> None:
    assert clean(f"某某职业技术学院的党建经验\n{FIRST}\n{line}\n{LAST}").removed[0].rule == "application"


def test_where_an_article_was_printed_is_no_part_of_it() -> None:
    for line in ("《某某日报》2023年04月18日第3版", "（原载《某某教育》2023年4月18日 05版）"):
        cleaned = clean(f"标题\n{line}\n{FIRST}\n{LAST}\n{line}")
        assert cleaned.text.replace("\n\n", "\n") == f"标题\n{FIRST}\n{LAST}"


def test_a_byline_needs_every_field_to_be_one() -> None:
    assert parse_byline("来源:中国教育报 时间:2022-10-27  阅读:次   |") == Byline(
        publisher="中国教育报", date="2022-10-27"
    )
    assert parse_byline("来源：中国教育报 2022年1月7日 08:00 作者：付婕 俞忠") == Byline(
        publisher="中国教育报", author="付婕 俞忠", date="2022-01-07"
    )
    assert parse_byline("2022-13-45 来源：某报") == Byline(publisher="某报")
    assert parse_byline("时间：2022年10月27日") is None
    assert parse_byline("资金来源：财政拨款") is None
    assert parse_byline("来源：中国教育报 内容：学习") is None


def test_the_tail_is_only_cut_below_the_last_paragraph() -> None:
    text = f"标题\n{FIRST}\n相关阅读：某书\n经验做法\n{LAST}"
    assert clean(text).text == text
    below = clean(f"{text}\n党员风采\n相关阅读：某书\n经验做法")
    assert below.text == f"{text}\n党员风采"
    assert [(removal.text, removal.rule) for removal in below.removed] == [
        ("相关阅读：某书", "after the article"),
        ("经验做法", "after the article"),
    ]


def test_a_title_is_kept_once() -> None:
    title = "党建引领促发展"
    page = f"{title} - 某某职业技术学院\n{title}\n来源：某报\n{title}\n{FIRST}\n{LAST}\n{title}"
    assert clean(page).text.replace("\n\n", "\n") == f"{title}\n{FIRST}\n{LAST}"


def test_characters_that_are_not_seen_go_and_the_words_stay() -> None:
    text = f"\ufeff标\u200b题\r\n\xa0\xa0{FIRST}\r\r\n\n\n\n\u3000\u3000半角,标点;保\xad留:是的\x07! \u2028{LAST}\t"
    assert clean(text).text == f"标题\n{FIRST}\n\n半角,标点;保留:是的!\n{LAST}"


def test_markdown_marks_go_and_headings_stay() -> None:
    text = (
        "# 标题\n\n**党建**_引领_，见[学校网站](https://a.cn)和`代码`。<!-- 隐藏的话 -->\n\n![图](a.png)\n\n---\n"
        "## 做法\n- 第一条\n* 第二条\n> 引用\n\n1. 编号\n\n3 \\* 4，snake_case_name，2*3*4\n"
    )
    cleaned = clean(text, markdown=True)
    assert cleaned.text == (
        "# 标题\n\n党建引领，见学校网站和代码。\n\n## 做法\n第一条\n第二条\n引用\n\n1. 编号\n\n"
        "3 * 4，snake_case_name，2*3*4"
    )
    assert [(removal.text, removal.rule) for removal in cleaned.removed] == [
        ("<!-- 隐藏的话 -->", "comment"),
        ("![图](a.png)", "image"),
        ("---", "rule line"),
    ]


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from([*NEAR_MISSES, *PAGES["college"][3], FIRST, LAST, ""])).map("\n".join)
    )
)
def test_nothing_disappears_without_a_word(text: str) -> None:
    cleaned = clean(text)
    kept = "".join((cleaned.text + "".join(removal.text for removal in cleaned.removed)).split())
    assert sorted(kept) == sorted("".join(clean_characters(text).split()))
    assert clean(text) == cleaned


def clean_characters(text: str) -> str:
    from corpus import rules

    return rules.INVISIBLE.sub("", text)


def test_time_grows_with_the_text_and_not_faster() -> None:
    parts = [
        "来源：",
        "首页 > ",
        "分享到 微信 ",
        "（通讯员 ",
        "【打印】",
        "[1] ",
        "阅读 1 ",
        "**",
        "![",
        "<!--",
        "张伟 ",
        "责任编辑：张伟 ",
    ]
    for part in parts:
        for text in (part * 20_000, (part * 40 + "\n") * 500):
            start = time.perf_counter()
            clean(text, markdown=True)
            assert time.perf_counter() - start < 5


EXPECTED = {
    "000": (["[bookmark: _GoBack]"], "泉州职业技术大学：构建党建工作体系", "等一系列好成绩。"),
    "001": (
        [
            "首页 | 典型经验 | 党建统战 | 喜迎党代会 | 坚持党建引领 培养红船工匠 嘉兴职业技术学院高质...",
            "来源:嘉兴职业技术学院 作者:付梦婕 俞佩忠 发布时间:2022-02-24 09:17:32",
            "责任编辑:王涛立",
            "我要评论 已有 条评论",
            "全部评论",
            "育人号推荐",
            "Baidu",
            "map",
        ],
        "喜迎党代会 | 坚持党建引领",
        "嘉职院党委书记方俊良表示。",
    ),
    "002": (
        [
            "来源:中国教育报 时间:2022-10-27  阅读:次   |",
            "42.9K",
            "■特色为笔绘制“双高”建设新画卷•浙江篇",
            "(谢骏 刘新朝)",
            "(正文结束)",
            "相关阅读:",
        ],
        "浙江工商职业技术学院“三化四领”",
        "学校党委书记陈仕俊说。",
    ),
    "003": ([], "“双创”背景下高校党建标杆院系建设创新案例", "打下坚实的基础。"),
    "004": (
        ["大众网教育·海报新闻讯 (通讯员 孙剑 邢秀兰 赵玉香)"],
        "聊城职业技术学院:“四三”工程",
        "向党的百年华诞献礼!",
    ),
}
# Real articles, not part of the repository. The pages above carry the same furniture.
SEEDS = sorted(Path(__file__).parents[2].glob("shared/seeds/*.txt"))


def test_the_real_articles() -> None:
    for path in SEEDS:  # not parametrized: where they are not there, nothing is reported as skipped
        check_real_article(path)


def check_real_article(path: Path) -> None:
    outcome = read_file(SourceFile(path=path, source=path.name))
    expected, first, last = EXPECTED[path.name[:3]]
    assert (outcome.status, outcome.notices) == ("read", ())
    assert outcome.document is not None
    removed = [removal.text for removal in outcome.removed]
    if path.name.startswith("004"):  # everything from 上一篇 on: 28 lines
        lines = [line.strip() for line in path.read_text(encoding="utf-8").split("\n")]
        expected = expected + lines[lines.index(next(line for line in lines if line.startswith("上一篇"))) :]
        assert len(expected) == 29
    assert removed == expected
    assert outcome.document.text.startswith(first)
    assert outcome.document.text.endswith(last)
