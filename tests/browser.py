"""A real Chromium in front of a real server; every page is watched for what must not happen."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from index import Encoder
from qa import Assistant
from tests.articles import CASES
from tests.conftest import build

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
]
DESKTOP = (1360, 850)

HOSTILE = """---
title: 恶意<b>文档</b>${window.pwned=1}
institution: 引号"><img src=x onerror="window.pwned=2">学院
---

## 标题<svg onload="window.pwned=3">

教师党支部书记“双带头人”由<script>window.pwned=4</script>与${window.pwned=5}负责[1]，见![图](http://evil.example/x.png)和[链接](javascript:window.pwned=6)。
"""

# Notes every attempt of the server to reach another machine
_WATCH = """
import sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        host = arguments[1][0] if event == "socket.connect" else arguments[0]
        if isinstance(host, str) and host not in ("127.0.0.1", "localhost", "::1"):
            with open({log!r}, "a") as file:
                file.write(f"{{event}} {{host}}\\n")

sys.addaudithook(watch)
"""

OpenPage = Callable[..., Page]


class Server:
    """A running `yinzheng serve`."""

    def __init__(self, url: str, index: Path, assistant: Assistant) -> None:
        self.url = url
        self.index = index
        self.assistant = assistant  # over the same index: says what the page has to show


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Server]:
    """The web chat over the bundled notes and a hostile document, served by the command that users run."""
    folder = tmp_path_factory.mktemp("ui")
    corpus = folder / "corpus"
    shutil.copytree(CASES, corpus)
    (corpus / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    assistant = Assistant(build(corpus, folder / "index", encoder))
    reached = folder / "reached.txt"
    (folder / "sitecustomize.py").write_text(_WATCH.format(log=str(reached)))
    temporary = folder / "temporary"
    temporary.mkdir()
    environment = {
        **os.environ,
        "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(temporary),
    }
    port = free_port()
    command = [sys.executable, "-m", "qa", "serve", "--index", str(folder / "index"), "--port", str(port)]
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log)
    assert process.stdout
    with process, process.stdout as said:
        try:
            assert b"Ready at" in said.readline(), (folder / "log.txt").read_text()
            yield Server(f"http://127.0.0.1:{port}", folder / "index", assistant)
        finally:
            process.send_signal(signal.SIGINT)
    assert process.returncode == 0
    assert not list(temporary.iterdir()), "the server left files behind"
    assert not reached.exists(), f"the server tried to reach other machines: {reached.read_text()}"
    assert "Traceback" not in (folder / "log.txt").read_text()


def free_port() -> int:
    """Return a port that is free now."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.fail("the browser tests need Chromium: apt-get install chromium (or set CHROMIUM to its path)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def wrong() -> list[str]:
    """What has gone wrong on the pages of a test: requests to other hosts, errors, violations of the policy."""
    return []


@pytest.fixture
def open_page(chromium: Browser, server: Server, wrong: list[str]) -> Iterator[OpenPage]:
    """Opens pages of the chat, on which nothing may have gone wrong in the end."""
    contexts: list[BrowserContext] = []

    def watch(page: Page) -> None:
        own = (f"{server.url}/", "data:", "blob:")
        page.on("request", lambda one: None if one.url.startswith(own) else wrong.append(f"request to {one.url}"))
        page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
        page.on("console", lambda one: wrong.append(f"console: {one.text}") if one.type == "error" else None)
        page.on("dialog", lambda one: wrong.append(f"dialog: {one.message}"))
        page.on("websocket", lambda one: wrong.append(f"websocket to {one.url}"))

    def opened(*, locale: str = "zh-CN", size: tuple[int, int] = DESKTOP, dark: bool = False) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=locale,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        watch(page)
        page.goto(server.url)
        page.wait_for_selector("#box textarea")
        return page

    yield opened
    pwned = [page.evaluate("window.pwned") for context in contexts for page in context.pages]
    for context in contexts:
        context.close()
    assert wrong == []
    assert pwned == [None] * len(pwned)
