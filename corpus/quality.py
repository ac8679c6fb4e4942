"""Whether a text is worth indexing: pages are saved that ask to log in, that were never loaded, that only list others.

Every rule asks for its sign and for the absence of an article: a text with paragraphs is one, whatever words it has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.errors import Notice
from corpus.extracted import CELL_BREAK

_PROSE = 150  # characters in sentences; a text with more is an article with its share of other lines
_SIGN = 60  # characters of the longest line in which a sign is looked for

# Text that was read in the wrong encoding. UTF-8 as GBK: 的 -> 鐨勩, “ -> 鈥; as Latin-1: 中 -> ä¸­; twice so: Ã¤Â¸
_LOST = re.compile("锟斤拷|锟斤|斤拷|烫烫烫|屯屯屯|\ufffd")
_GBK_MOJIBAKE = re.compile("[鈥锛銆鐨勪涓鏄浜鎴戜粬鍦鍚绗瑰彂鏂囩爜缁勭粐鍏氬缓鍒跺鎬荤粨]")
_LATIN_MOJIBAKE = re.compile(r"[ÃÂâäåæçèé][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¤¸]")
_PRIVATE = re.compile("[\ue000-\uf8ef\uf8f1-\uf8ff\U000f0000-\U0010ffff]")  # without the mark of a new page
_GARBLED = 0.1  # of the characters
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

_SIGNS = {
    "error": re.compile(
        r"(?:HTTP|错误|Error)?\s*(?:404|403|410|500|502|503|504)\s*"
        r"(?:错误|Error|Not Found|Forbidden|Bad Gateway|[!！。-].*)?"
        r"|.*(?:Not Found|Bad Gateway|Access Denied|Forbidden|Internal Server Error)"
        r"|.*(?:页面|网页|文件|地址|内容|文章|链接|信息|资源|栏目|站点|网站)[^。]{0,8}(?:不存在|未找到|找不到|无法(?:访问|打开|显示|找到)"
        r"|已(?:被)?(?:发布者)?(?:删除|移除|下线|失效|过期|关闭)|走丢|丢失)"
        r"|.*(?:此|该)(?:内容|账号|公众号|文章)[^。]{0,16}(?:无法查看|被屏蔽|已停用|违规|删除)|.*服务器(?:内部)?(?:错误|繁忙|开小差)"
        r"|.*没有(?:找到|权限)[^。]{0,10}(?:页面|网页|内容|访问)|.*参数(?:错误|不正确)|.*(?:您|你)(?:要)?(?:访问|查看|浏览)的.{0,14}(?:不存在|删除|错误)",
        re.IGNORECASE,
    ),
    "login": re.compile(
        r".*(?:用户名|账号|帐号|学号|工号|手机号|密码|验证码).*(?:登[录陆]|密码|输入|验证码)|.*(?:统一)?身份认证.*|忘记密码.*"
        r"|(?:扫码|密码|账号|短信|用户|会员)登[录陆]|.*请(?:先|您先)?登[录陆].*|(?:密码|用户名|账号)\s*[:：]?"
    ),
    "browser": re.compile(
        r".*浏览器(?:的)?版本(?:过低|太低|较低|过旧).*|.*升级(?:您的)?浏览器.*|.*(?:启用|开启|打开|支持)\s*(?:JavaScript|JS|脚本).*"
        r"|.*(?:不支持|禁用了?|未开启|关闭了?)[^。]{0,10}(?:JavaScript|脚本|Cookie).*"
        r"|.*(?:使用|接受|启用)[^。]{0,6}cookies?.*"
        r"|.*(?:enable|requires?) (?:JavaScript|cookies).*|.*(?:安全|人机|滑动|访问)验证.*"
        r"|.*访问(?:过于|太)频繁.*|.*检测到.{0,10}异常.*",
        re.IGNORECASE,
    ),
    "loading": re.compile(
        r".*(?:正在)?(?:努力|拼命|玩命)?加载(?:中|数据|内容|页面)?\s*[.…。,，]*\s*(?:请稍[候后等].*)?|.*请稍[候后等].*|Loading.*"
        r"|.*(?:打开|下载)[^。]{0,12}(?:APP|客户端|微信)[^。]{0,10}(?:查看|阅读|打开|继续).*|.*跳转中.*|.*正在(?:跳转|为您跳转|打开).*",
        re.IGNORECASE,
    ),
}
_REASONS = {
    "error": (
        "is an error page (the page was not there when it was saved)",
        "是错误页面（保存时原网页已不存在或打不开）",
    ),
    "login": ("is a page to log in, without an article", "是登录页面，没有正文"),
    "browser": (
        "holds only a notice about the browser, cookies or a check of the visitor",
        "只有浏览器、Cookie 或访问验证的提示，没有正文",
    ),
    "loading": ("was saved before its article was loaded", "保存时正文尚未加载出来"),
}

# A line of an index: a headline, with its date or without, or a teaser that is cut off
_DATED = re.compile(r"(?:[\[（(]?(?:(?:19|20)\d\d\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}日?[\]）)]?)")
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|。{3,}|[\[【](?:详细|详情|查看|全文|更多)[^\]】]{0,4}[\]】]|(?:查看|阅读)(?:全文|更多|详情))\s*[>》»]*$"
)
_NUMBERED = re.compile(
    r"#|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[、.．)]|第[一二三四五六七八九十\d]+"
)
_HEADLINES = 8  # lines of an index at least
_MOST = 0.7  # of the lines


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    lines: tuple[str, ...]
    prose: int  # characters of sentences


def judge(text: str, *, source: str) -> Notice | None:
    """Return why a text, after cleaning, should not be indexed; None for what can be an article.

    ``source`` names the file in the message.
    """
    if reason := _garbled(text):
        return _notice(source, *reason, "get the original again", "请重新取得原文件")
    read = _read(text)
    if not _CHINESE.search(text):
        return _notice(
            source, "holds no article", "中没有正文", "save the page again with its text", "请重新保存带有正文的网页"
        )
    if read.prose >= _PROSE:
        return _notice(source, *_INDEX, *_SAVE_ARTICLE) if _is_teasers(read.lines) else None
    for name, sign in _SIGNS.items():
        if any(len(line) <= _SIGN and sign.fullmatch(line) for line in read.lines):
            return _notice(source, *_REASONS[name], *_SAVE_AGAIN)
    if _is_index(read.lines):
        return _notice(source, *_INDEX, *_SAVE_ARTICLE)
    return None


_INDEX = ("is a list of headlines or links, not an article", "只是标题或链接的列表，不是文章")
_SAVE_ARTICLE = ("save the articles that it leads to", "请打开列表中的文章并分别保存")
_SAVE_AGAIN = (
    "open the page in a browser, wait until its article is there, and save it again",
    "请在浏览器中打开网页，待正文显示后重新保存",
)


def _notice(source: str, en: str, zh: str, remedy: str, remedy_zh: str) -> Notice:
    return Notice(en=f"{source!r} {en}; {remedy}.", zh=f"{source!r} {zh}；{remedy_zh}。")


def _garbled(text: str) -> tuple[str, str] | None:
    size = len("".join(text.split())) or 1
    garbled = (
        sum(len(match) for match in _LOST.findall(text)),
        len(_GBK_MOJIBAKE.findall(text)),
        2 * len(_LATIN_MOJIBAKE.findall(text)),
        len(_PRIVATE.findall(text)),
    )
    if max(garbled) < _GARBLED * size:
        return None
    return ("is garbled (it was once read in the wrong encoding)", "的文字是乱码（曾以错误的编码打开并保存）")


def _read(text: str) -> _Text:
    lines = tuple(line.strip() for line in text.split("\n") if line.strip())
    prose = sum(
        len(line)
        for line in lines
        if (len(line) >= 20 and "。" in line) or (len(line) >= 40 and "，" in line) or CELL_BREAK in line
    )
    return _Text(lines=lines, prose=prose)


def _is_teasers(lines: tuple[str, ...]) -> bool:
    """Tell an index with teasers: its sentences are cut off."""
    return len(lines) >= _HEADLINES and sum(bool(_CUT_OFF.search(line)) for line in lines) * 5 >= len(lines) * 2


def _is_index(lines: tuple[str, ...]) -> bool:
    """Tell a list of headlines from a short article, a list of names and an outline."""
    if len(lines) < _HEADLINES:
        return False
    dated = sum(bool(_DATED.search(line)) for line in lines)
    headlines = sum(
        10 <= len(line) <= 60 and not re.search(r"[。；：:]", line) and not _NUMBERED.match(line) for line in lines
    )
    return dated >= _MOST * len(lines) or headlines >= _MOST * len(lines) or _is_teasers(lines)
