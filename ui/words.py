"""The words of the interface in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Every word that the interface itself says; names in braces are filled in."""

    html_language: str
    aim: str
    loaded: str
    institutions: str
    ask: str
    send: str
    stop: str
    example_absent: str
    fresh: str
    other_language: str
    other_language_name: str
    theme: str
    sources: str
    no_sources: str
    sources_gone: str
    failed: str
    close: str
    citation: str
    page: str
    coverage: str
    not_mentioned: str
    separator: str
    colon: str
    reason: str
    nearest: str
    searching: str
    stopped: str
    understood: str
    edit: str
    conflict: str
    question_said: str
    answer_said: str


_ZH = Words(
    html_language="zh-CN",
    aim="向文档提问，句句有出处",
    loaded="已载入 {documents} 份文档{institutions}。回答只用文档原文，点击角标即可看到原文和出处；"
    "文档里没有的，不作回答。",
    institutions="，涉及 {count} 所学校",
    ask="就文档内容提问……",
    send="发送",
    stop="停止",
    example_absent="（文档里没有，看它如何回答）",
    fresh="新对话",
    other_language="EN",
    other_language_name="Switch to English",
    theme="切换深色与浅色",
    sources="出处",
    no_sources="提问之后，回答所引的原文会列在这里。点击回答中的角标，可以看到那句话在文档里的位置。",
    sources_gone="这次对话已不在服务器上。请重新提问。",
    failed="回答时程序出错，没有得出答案。请再问一次；如果仍然出错，请查看启动程序的窗口中的记录。",
    close="关闭出处",
    citation="出处",
    page="第 {page} 页",
    coverage="{total} 所学校中有 {some} 所提到",
    not_mentioned="未提及",
    separator="、",
    colon="：",
    reason="原因",
    nearest="最相近的段落",
    searching="正在查找……",
    stopped="已停止。",
    understood="理解为",
    edit="修改后再问",
    conflict="各文档的说法不一",
    question_said="提问",
    answer_said="回答",
)

_EN = Words(
    html_language="en",
    aim="Ask your documents; every sentence shows its source",
    loaded="{documents} documents are loaded{institutions}. Answers use the documents' own words: select a marker to"
    " see the passage. What the documents do not say is not answered.",
    institutions=", from {count} institutions",
    ask="Ask about the documents…",
    send="Send",
    stop="Stop",
    example_absent=" (not in the documents: see how it replies)",
    fresh="New chat",
    other_language="中文",
    other_language_name="切换到中文",
    theme="Switch between dark and light",
    sources="Sources",
    no_sources="Once you have asked, the passages that an answer quotes are listed here. Select a marker in the answer"
    " to see where its words stand.",
    sources_gone="This chat is no longer on the server. Please ask again.",
    failed="The program failed on this question, so there is no answer. Ask again; if it fails again, see what it"
    " wrote in the window where it was started.",
    close="Close sources",
    citation="Source",
    page="p. {page}",
    coverage="{some} of {total} institutions mention it",
    not_mentioned="Not mentioned",
    separator=", ",
    colon=": ",
    reason="Reason",
    nearest="Nearest passages",
    searching="Searching…",
    stopped="Stopped.",
    understood="Understood as",
    edit="Edit and ask again",
    conflict="The documents differ",
    question_said="Question",
    answer_said="Answer",
)


def words_in(language: Language) -> Words:
    """Return the words of the interface in one language."""
    return _ZH if language == "zh" else _EN
