"""What page furniture looks like: the rules of clean.py, as data.

A page is read in three parts: the head above the first paragraph of prose, the body, and the tail below the last one.
Every rule is tied to its part, and must match a whole line (or a span at the very edge of a paragraph), so that a
sentence that merely begins with 来源 or 阅读 is never cut.
"""

from __future__ import annotations

import re

# Characters that are not seen: byte order marks, zero-width and direction marks, soft hyphens, control characters.
INVISIBLE = re.compile(r"[\ufeff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")

# --- Markdown -------------------------------------------------------------------------------------------------------

# Reported, because words may go with them.
MARKDOWN_CUTS = {
    "comment": re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL),
    "image": re.compile(r"!\[[^\]\n]{0,200}\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,200}\])"),
    "rule line": re.compile(
        r"^[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+[ \t:-]*)$", re.M
    ),
}
# Marks without words: what is left is what a reader of the rendered page sees.
MARKDOWN_MARKS = (
    (re.compile(r"\[([^\]\n]{1,500})\]\([^)\n]{0,2000}\)"), r"\1"),  # [link](target)
    (re.compile(r"<(https?://[^>\s]{1,2000})>"), r"\1"),
    (re.compile(r"(\*\*\*|\*\*|~~)(?=\S)([^*~\n]{1,500}?)(?<=\S)\1"), r"\2"),  # **strong**, ~~struck out~~
    # *emphasis* and _emphasis_, not 2*3*4 or snake_case_name
    (re.compile(r"(?<![A-Za-z0-9])\*(?=\S)([^*\n]{1,500}?)(?<=\S)\*(?![A-Za-z0-9])"), r"\1"),
    (re.compile(r"(?<![A-Za-z0-9])(__?)(?=\S)([^_\n]{1,500}?)(?<=\S)\1(?![A-Za-z0-9])"), r"\2"),
    (re.compile(r"`{1,3}([^`\n]{1,500})`{1,3}"), r"\1"),
    (re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE), ""),  # > quotation
    (re.compile(r"^[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?", re.MULTILINE), ""),  # - item
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~>])"), r"\1"),  # escaped marks
)

# --- Spans ----------------------------------------------------------------------------------------------------------

_MEDIA = r"[A-Za-z\u4e00-\u9fff·•]{2,20}?"
_REPORTERS = (
    r"(?:(?:本报|本网|全媒体|特约|见习|实习|学生|首席|驻站)*(?:通讯员|记者|作者|撰稿|供稿|编辑|摄影|文/图|图/文|文"
    r"|图))"
)

# Left behind by Word: [bookmark: _GoBack]
RESIDUE = re.compile(r"\[(?:bookmark|endif|if [^\]]{0,40}|MERGEFORMAT)(?::[^\]\n]{0,40})?\]")
# At the start of the first paragraph: 大众网教育·海报新闻讯 (通讯员 孙某 邢某) | 本报讯（记者 张某）
DATELINE = re.compile(
    rf"(?:(?:本[报网站台刊]|(?P<publisher>{_MEDIA}))(?:\s*\d{{1,2}}月\d{{1,2}}日)?(?:讯|电)\s*)?"
    rf"[（(]\s*{_REPORTERS}[\s:：/]\s*(?P<author>[^（）()。！？\n]{{2,60}})[）)]\s*[:：]?\s*"
    r"|本[报网站台刊]讯[\s:：]+"
)
# At the end of the last paragraph, or alone below it: （通讯员 孙某） （文/张某 图/李某）
SIGNATURE = re.compile(rf"[（(\[【]\s*{_REPORTERS}[\s:：/]\s*(?P<author>[^（）()。！？\n]{{0,60}}?)\s*[）)\]】]$")
# Within the author of a signature: what follows is not about the words; or it is one more author.
OTHER_STAFF = re.compile(r"\s*(?:图片?|摄影|摄像|供图|编辑|责编|审核|校对)[\s:：/].*|\s*受访者供图|/文")
MORE_AUTHORS = re.compile(r"\s*(?:通讯员|记者|实习生|文)[\s:：/]+")

# --- Bylines: fields with a label -----------------------------------------------------------------------------------

_TIME = r"(?:[T\s]*\d{1,2}:\d{2}(?::\d{2})?)?"
_DAY = rf"(?:19|20)\d\d\s*[-/.年]\s*\d{{1,2}}\s*[-/.月]\s*\d{{1,2}}\s*日?{_TIME}"
DATE = re.compile(rf"(?P<y>(?:19|20)\d\d)\s*[-/.年]\s*(?P<m>\d{{1,2}})\s*[-/.月]\s*(?P<d>\d{{1,2}})\s*日?{_TIME}")
# A date alone, or beside the name of who published it: 中国教育报 2022-10-27
DATE_LINE = re.compile(
    rf"(?:(?P<before>\S{{1,14}}[报网社台站处部院心号学])\s*[|｜]?\s*)?{_DAY}(?:\s*[|｜]?\s*(?P<after>\S{{1,14}}[报网社台站处部院心号学]))?"
)

# Label -> the kind of value that it takes.
_LABELS = {
    "publisher": "来源|信息来源|文章来源|稿件来源|新闻来源|消息来源|稿源|转自|转载自|来自|出处|发布单位|发布部门"
    "|发布机构|供稿单位"
    "|供稿部门|单位|部门|信息提供",
    "author": "作者|撰文|撰稿|撰稿人|供稿|供稿人|文|文字|图文|文/图|图/文",
    "reporter": "记者|通讯员|本报记者|本网记者|见习记者|学生记者|特约通讯员|特约记者",
    "staff": "编辑|责任编辑|责编|值班编辑|执行编辑|网络编辑|美术编辑|新媒体编辑|编审|审核|审核人|审稿|审校|初审|复审"
    "|终审|一审|二审"
    "|三审|一校|二校|三校|校对|责任校对|核稿|签发|监制|总监制|主编|副主编|策划|制作|排版|摄影|摄像|图|图片|供图|配图"
    "|发布人|发布者"
    "|上传者|录入|录入者|录入人|投稿|统筹",
    "date": "时间|日期|发布时间|发布日期|发表时间|更新时间|更新日期|发稿时间|上传时间|添加时间|录入时间|创建时间"
    "|发文日期|成文日期",
    "count": "阅读|阅读量|阅读数|阅读次数|浏览|浏览量|浏览数|浏览次数|点击|点击量|点击数|点击次数|文章点击数|访问量"
    "|访问次数|人气"
    "|点赞|评论|评论数|热度|分享|转发|收藏",
    "widget": "字号|字体|分享到|分享至|打印|标签|编号|栏目|所属栏目|分类",
}
LABEL_KINDS = {label: kind for kind, labels in _LABELS.items() for label in labels.split("|")}
# Alone in a line these may be the article's own (时间：5月8日 of an event), so they count only beside another label.
_WEAK = (
    "时间|日期|单位|部门|来自|文|图|图片|文字|策划|制作|统筹|标签|编号|分类|栏目|主编|评论|分享|转发|收藏|热度"
    "|点赞|打印"
)
WEAK_LABELS = frozenset(_WEAK.split("|"))
_ANY_LABEL = "|".join(sorted(map(re.escape, LABEL_KINDS), key=len, reverse=True))
# Labels of credits, which some set apart by a line: 文字｜张伟, 文 / 张伟
_CREDITS = "文|图|图片|文字|图文|摄影|撰文|编辑|责编|审核|校对|排版|来源|作者|供稿|初审|复审|终审|监制|策划|制作|统筹"
CREDITS = frozenset(_CREDITS.split("|"))
SEPARATORS = ":：丨｜|/"
LABEL = re.compile(
    rf"(?<![\u4e00-\u9fffA-Za-z/])(?:(?:{_ANY_LABEL})\s*[:：丨]|(?:{_CREDITS})\s*[｜|]|(?:文|图|图文|撰文|摄影)\s*/(?!\s*[文图]))\s*"
)
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆"
    "郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管"
    "祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕"
    "晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台"
    "巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺付汝"
)
_NAME = (
    rf"(?:[{SURNAMES}]\s{{1,2}}[\u4e00-\u9fff](?![\u4e00-\u9fff])"  # 王 涛
    rf"|(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|[{SURNAMES}])[\u4e00-\u9fff·]{{1,2}})"
)
NAMES = re.compile(rf"{_NAME}(?:[\s、,，/]+{_NAME}){{0,11}}")
# The value after a label, by its kind. A question in an interview begins with 记者： too, so there only names will do.
_SHORT = r"[^。，；！？：,;!?:]{0,40}"
VALUES = {
    "publisher": re.compile(_SHORT),
    "author": re.compile(_SHORT),
    "reporter": re.compile(rf"(?:{NAMES.pattern})?"),
    "staff": re.compile(_SHORT),
    "date": re.compile(rf"(?:{_DAY}|\d{{1,2}}[-/月]\d{{1,2}}日?(?:\s+\d{{1,2}}:\d{{2}})?)?\s*"),
    "count": re.compile(r"[\[(（]?\s*[\d,.]*\s*[KkWw万千]?\+?\s*[\])）]?\s*[次人]?"),
    "widget": re.compile(r"[^。！？!?]{0,60}"),
}

# --- Lines ----------------------------------------------------------------------------------------------------------

_SHARE = "微信|微博|新浪微博|腾讯微博|QQ空间|QQ好友|QQ|朋友圈|微信好友|人人网|豆瓣|豆瓣网|百度贴吧|复制链接|Facebook"
"|Twitter|更多"
_MENU = (
    "首页|网站首页|学校首页|学院首页|返回首页|学校概况|学院概况|学校简介|学院简介|机构设置|组织机构|新闻中心|新闻动态"
    "|校园新闻|学院新闻|校内新闻|综合新闻|媒体聚焦|"
    "通知公告|党建工作|党群工作|党建园地|思政工作|教学科研|科学研究|人才培养|教育教学|师资队伍|招生就业|招生信息"
    "|就业信息|学生工作|团学工作|校园文化|校园风光|信息公开|"
    "下载中心|资料下载|规章制度|领导信箱|校友|校友会|English|登录|注册|登陆|搜索|搜一搜|检索|站内搜索|高级搜索"
    "|设为首页|加入收藏|收藏本站|联系我们|关于我们|网站地图|手机版|无障碍|无障碍浏览|"
    "旧版回顾|旧版网站|书记信箱|院长信箱|校长信箱|图书馆|智慧校园|办公系统|邮箱|教务系统|专题专栏|专题网站|服务指南"
    "|办事指南|电子邮箱|移动版|客户端|投稿|举报|退出"
)

_SHARES = rf"(?:{_SHARE})(?:[\s、|｜/]+(?:{_SHARE}))*"
_OPEN = r"[【\[〖（(]?\s*"
_CLOSE = r"\s*[】\]〗）)]?"

# Anywhere in a page: counters and comment widgets.
ANYWHERE = {
    "counter": r"(?:阅读|浏览|点击|访问|播放)(?:数|量"
    r"|次数)?\s*[:：]?\s*[\[(（]?\s*\d[\d,.]*\s*[KkWw万]?\+?\s*[\])）]?\s*次?"
    r"|\d[\d.,]*\s*[KkWw万]?\+?\s*次?(?:阅读|浏览|点击|评论|点赞)",
    "comments": r"(?:我要评论|发表评论|我来说两句|我要留言|写评论|登录后(?:发表)?评论|查看(?:全部|更多|所有)评论"
    r"|(?:全部|最新|热门|精彩|网友|用户)(?:评论|跟帖|留言))(?:\s*[（(]\s*\d*\s*[）)])?(?:\s*已有\s*\d*\s*条评论)?"
    r"|(?:已有|共有?)\s*\d*\s*条(?:评论|跟帖)",
    "font": rf"{_OPEN}(?:字号|字体)(?:大小)?\s*[:：]?[\s\[【（(]*[大中小特超默认增减+\-AT\s|｜/【】\[\]]+{_CLOSE}",
    "page numbers": r"(?:上一页|下一页|首页|尾页|末页|\[?\d{1,3}\]?)(?:[\s|]+(?:上一页|下一页|尾页|末页"
    r"|\[?\d{1,3}\]?))+"
    r"|上一页|下一页|尾页|末页|第\s*\d+\s*页\s*[/，,]?\s*共\s*\d+\s*页",
    "application": r"(?:左右|上下|向[左右上下])?滑动(?:查看|浏览|阅读)[^。]{0,16}|剩余\s*\d{1,3}%\s*未读[^。]{0,24}"
    r"|打开[^。，]{0,8}(?:APP|客户端)[^。]{0,24}|(?:返回\S{1,6}?[，,]?\s*查看更多\s*){1,3}"
    r"|(?:正在)?加载中?[.…。]*|[^。]{0,20}登录后?(?:可|即可|可以|才能)?(?:阅读|查看|浏览|下载)(?:全文|更多|完整)[^。]{0,16}。?",
    "record number": r"[^。]{0,60}(?:ICP备|ICP证|公网安备|网站标识码)[^。]{0,60}|(?:Copyright|©|版权所有)[^。]{0,100}",
}

# Above the first paragraph and below the last: buttons, sharing, subscription.
EDGE = {
    "share": rf"(?:一键)?分享(?:到|至|给|文章)?\s*[:：]?\s*(?:{_SHARES})?\s*[:：]?|{_SHARES}",
    "scan": r"(?:用|打开)?(?:微信|手机)?扫一扫(?:[^。]{0,12}(?:手机|关注|分享|阅读|打开|浏览|查看|二维码|公众号"
    r"|本页)[^。]{0,12})?"
    r"|(?:扫描|长按|识别)[^。]{0,8}二维码[^。]{0,20}|扫码(?:关注|分享|阅读|下载|查看|打开)[^。]{0,20}",
    "button": rf"(?:{_OPEN}(?:打印(?:本页|此页|文章|页面)?|关闭(?:窗口|本页|页面|此页)?|返回(?:顶部|首页|列表"
    rf"|上一?[页级])?|收藏(?:本页|本文)?|推荐"
    rf"|加载更多|展开全文|阅读全文|查看更多|更多\s*[>》»]*|回到?顶部|置顶|点赞|在看|转发|我要纠错|纠错|复制链接|朗读"
    rf"|听新闻|大\s*中\s*小){_CLOSE}[\s|｜/]*)+",
    "wechat": r"(?:点击|戳)(?:上方|下方|左上角|右上角)?的?(?:蓝[字色]|“[^”]{1,20}”)(?:文字)?(?:即可)?(?:关注|订阅|↑+"
    r"|了解)?[^。]{0,16}"
    r"|预览时标签不可点|轻触阅读原文|阅读原文|继续滑动看下一个|向上滑动看下一个|微信扫一扫关注该公众号|使用小程序"
    r"|赞\s*，轻点两下取消赞|在看\s*，轻点两下取消在看|微信号[:：]\s*[\w-]{1,30}",
    "printed in": rf"[（(]?\s*(?:原载|来源)?[:：]?\s*《[^》]{{2,16}}》\s*"
    rf"[（(]?\s*{_DAY}\s*(?:第?\s*[A-Z]?\d{{1,3}}\s*版)?\s*[）)]{{0,2}}",
    "end mark": r"[（(\[【—–-]*\s*(?:正文结束|全文结束|全文完|本文完|正文完|END|The End)\s*[）)\]】—–-]*|[（(]完[）)]",
}

# Above the first paragraph.
HEAD = {
    "breadcrumb": r"(?:您|你)?(?:现在|当前|目前|所在|的)+位置.{0,120}|位置\s*[:：].{0,120}"
    r"|(?:网站|学校|学院)?首页(?:\s*(?:[|｜>＞»›/→\\·—-]|&gt;).{1,160})?",
    "views": r"\d[\d.,]*\s*[KkWw万]\+?|\[\s*\d*\s*\]",  # 42.9K
    "banner": r"[■●◆★▲►▶□◎]\s*[^。！？；!?]{2,40}(?:篇|专栏|专题|专版|特刊|特稿|系列|系列报道|巡礼|专访"
    r"|之[一二三四五六七八九十]{1,3}|[①-⑳])",
}

# A menu: only names of sections, two or more of them in the line or in neighbouring lines.
MENU = re.compile(rf"(?:{_MENU})(?:[\s|｜·/]+(?:{_MENU}))*|(?:网站|学校|学院)?首页(?:[\s|｜·/]+\S{{1,8}}){{2,}}")

# Below the last paragraph.
TAIL = {
    "author": r"[（(]\s*(?:本文)?作者(?:单位|简介)?\s*[系为是:：][^（）()。]{2,80}[）)]",
    "copyright": r"(?:版权|免责|转载|特别|郑重|广告|本网|网站|重要)?声明\s*[:：].{0,600}|凡(?:本网|本站|注明|来源"
    r"|未注明|转载).{0,600}"
    r"|转载请(?:注明|标明).{0,200}|未经.{0,20}(?:授权|许可|允许|同意).{0,20}(?:不得|禁止|严禁).{0,200}"
    r"|如有侵权.{0,100}"
    r"|(?:本文|文章|图片|素材|部分|内容|以上)[^。]{0,24}(?:转载自|来源于?网络|来自网络|版权归|侵权).{0,200}",
    "footer": r"(?:学校|学院|单位|联系|通讯|公司|办公)?地址\s*[:：].{2,120}"
    r"|(?:邮编|邮政编码|电话|联系电话|办公电话|传真|邮箱|电子邮箱|E-?mail|QQ群?|监督电话|举报电话|招生热线|招生电话"
    r"|网址|微信公众号"
    r"|技术支持|主办|主办单位|承办|承办单位|版权|网站维护|维护|维护单位|制作维护|网站管理|管理维护)\s*[:：].{0,120}"
    r"|建议使用.{0,40}浏览.{0,20}",
}

# A line that begins what stands under every article of a site. All below it goes, for it is below the last paragraph.
TAIL_MARKERS = re.compile(
    r"(?:[【\[■●▶]\s*)?(?:"
    r"(?:相关|延伸|推荐|拓展|扩展|热门|精彩|往期|更多|最新|热点|猜你|为您|本类|同类|图片|头条|栏目)(?:阅读|新闻|链接"
    r"|文章|报道|推荐|资讯|喜欢|内容|信息|回顾|精彩|排行|动态|评论|专题|图文|热点|热文)"
    r"|(?:新闻|点击|阅读|热点|热文|浏览)(?:排行榜?|推荐)|最近更新|近期(?:更新|文章)|[\u4e00-\u9fff]{0,4}号推荐"
    r"|友情链接|快速(?:链接|导航)|常用链接|站点地图|网站导航|全部评论|我要评论|发表评论"
    r")(?:[】\]]|\s*[:：].*|\s*[>》»]*|[\u4e00-\u9fff]{0,8})"
    r"|[【\[（(]?\s*[上下]一?[篇条则个](?:新闻|文章|信息)?\s*[】\]）)]?\s*(?:[:：>》»].*|)"
    r"|[（(\[【—–-]*\s*(?:正文结束|全文结束|全文完|本文完|正文完|END)\s*[）)\]】—–-]*"
    r"|[（(【\[]?\s*(?:责任编辑|责编|网络编辑|值班编辑)\s*[:：丨][^。！？]{0,40}"
)


def one_of(rules: dict[str, str]) -> re.Pattern[str]:
    """Compile rules into one pattern whose ``lastgroup`` tells the rule, with "_" for the spaces of its name."""
    return re.compile("|".join(f"(?P<{name.replace(' ', '_')}>{pattern})" for name, pattern in rules.items()))
