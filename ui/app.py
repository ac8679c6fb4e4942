"""The page: a Gradio application in one language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr
from gradio.components.chatbot import ExampleMessage

from corpus import Language
from qa import Assistant
from ui.chat import Chat
from ui.conversations import Conversations
from ui.examples import Examples
from ui.render import no_sources_html
from ui.words import Words, words_in

# Answers that are made at the same time; Gradio's own default is 1
CONCURRENT = 8
WAITING = 64

# Plain names, so that no font is fetched. Chinese fonts come first: in a Latin one, quotation marks are half as wide.
THEME = gr.themes.Base(
    font=["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "system-ui", "sans-serif"],
    font_mono=["ui-monospace", "Consolas", "monospace"],
)
# Passes what bridge.js asks for on to the server
_BRIDGE = "element.addEventListener('turn', event => trigger('turn', {number: event.detail}));"
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def build_page(assistant: Assistant, language: Language, conversations: Conversations, examples: Examples) -> gr.Blocks:
    """Return the page in one language."""
    words = words_in(language)
    page = gr.Blocks(title="引证 Yinzheng", fill_height=True, fill_width=True, analytics_enabled=False)
    with page:
        _html(_header(words, language), "top")
        with gr.Row(elem_id="columns"):
            with gr.Column(scale=5, min_width=300, elem_id="chat-column"):
                chatbot = gr.Chatbot(
                    elem_id="chat",
                    show_label=False,
                    container=False,
                    height="100%",
                    render_markdown=False,  # the server makes all HTML; Gradio's Markdown mangles Chinese text
                    latex_delimiters=[],
                    allow_tags=False,
                    sanitize_html=True,
                    autoscroll=False,  # bridge.js shows a new question at the top instead
                    group_consecutive_messages=False,
                    buttons=[],
                    feedback_options=None,
                    placeholder=_welcome(assistant, words),
                    examples=_examples(examples, language, words),
                )
                box = gr.Textbox(
                    elem_id="box",
                    label=words.ask,
                    show_label=False,
                    container=False,
                    placeholder=words.ask,
                    submit_btn=words.send,
                    lines=1,
                    max_lines=6,
                    autofocus=True,
                )
            with gr.Column(scale=3, min_width=300, elem_id="source-column"):
                _html(_source_head(words), "source-head")
                sources = _html(no_sources_html(words.no_sources), "sources")
        bridge = gr.HTML(html_template="<i hidden></i>", js_on_load=_BRIDGE, visible="hidden", elem_id="bridge")
        _connect(Chat(assistant, language, conversations), words, chatbot, box, sources, bridge)
    page.queue(default_concurrency_limit=CONCURRENT, max_size=WAITING, api_open=False)
    return page


def _connect(chat: Chat, words: Words, chatbot: gr.Chatbot, box: gr.Textbox, sources: gr.HTML, bridge: gr.HTML) -> None:
    """Connect the components with the chat.

    The page keeps nothing but the id of its conversation and the number of the turn: gr.State would hold a
    connection open for every tab, and the sixth tab of a browser would hang.
    """
    key = gr.Textbox("", visible=False)
    number = gr.Number(0, visible=False, precision=0)

    def begin(text: str, of: str) -> tuple[Any, ...]:
        return *chat.begin(text or "", of), gr.Textbox(value="", submit_btn=False, stop_btn=words.stop)

    def begin_example(of: str, event: gr.SelectData) -> tuple[Any, ...]:
        return begin(event.value["text"], of)

    def answer(of: str, turn: int) -> Iterator[Any]:
        yield from chat.answer(of, turn)

    def idle() -> gr.Textbox:
        return gr.Textbox(submit_btn=words.send, stop_btn=False)

    def stop(of: str, turn: int) -> tuple[Any, ...]:
        return chat.stop(of, turn), idle()

    def show(of: str, event: gr.EventData) -> str:
        return chat.sources(of, int(event.number))

    answers = []
    # Handlers of one event run one after the other, so the question is shown by a step of its own, which is not queued
    for event, first, inputs in ((box.submit, begin, [box, key]), (chatbot.example_select, begin_example, [key])):
        begun = event(first, inputs, [key, number, chatbot, box], queue=False, **_PRIVATE)
        answered = begun.success(answer, [key, number], [chatbot, sources], concurrency_id="ask", **_PRIVATE)
        answered.then(idle, None, box, queue=False, **_PRIVATE)
        answers.append(answered)
    box.stop(stop, [key, number], [chatbot, box], cancels=answers, queue=False, **_PRIVATE)
    bridge.turn(show, [key], sources, queue=False, **_PRIVATE)


def _html(value: str, name: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=None, apply_default_css=False, padding=False)


def _header(words: Words, language: Language) -> str:
    other = "en" if language == "zh" else "zh"
    return (
        '<header><h1><span lang="zh-CN">引证</span> <small>Yinzheng</small></h1><nav>'
        f'<a href="/{language}/">{words.fresh}</a>'
        f'<a href="/language/{other}" title="{words.other_language_name}">{words.other_language}</a>'
        f'<button type="button" id="theme" title="{words.theme}" aria-label="{words.theme}"></button></nav></header>'
    )


def _source_head(words: Words) -> str:
    return (
        f'<div class="source-head"><h2>{words.sources}</h2>'
        f'<button type="button" id="close" aria-label="{words.close}">✕</button></div>'
    )


def _examples(examples: Examples, language: Language, words: Words) -> list[ExampleMessage]:
    answered: list[ExampleMessage] = [{"text": text} for text in examples.answered(language)]
    absent: list[ExampleMessage] = [
        {"text": text, "display_text": text + words.example_absent} for text in examples.absent
    ]
    return answered + absent


def _welcome(assistant: Assistant, words: Words) -> str:
    institutions = len(assistant.index.institutions())
    about = words.institutions.format(count=institutions) if institutions else ""
    loaded = words.loaded.format(documents=f"{assistant.index.manifest.documents:,}", institutions=about)
    return f'<div class="welcome"><h2>{words.aim}</h2><p>{loaded}</p></div>'
