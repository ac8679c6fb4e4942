"""The web server: the chat in both languages on one address, with nothing fetched from anywhere else."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
from pathlib import Path

import click
import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware

from corpus import user_language
from qa import Assistant
from ui.address import LOCAL_HOSTS, listen
from ui.conversations import Conversations
from ui.edge import Edge
from ui.examples import Examples
from ui.routes import LANGUAGES, router

# Seconds that answers have to end when the server is told to
_GRACE = 3
# Gradio reads these when it is imported: no usage statistics, no version check, no look-up of models
_OFFLINE = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


def serve(assistant: Assistant, *, host: str, port: int) -> None:
    """Serve the chat until the process is interrupted.

    Args:
        assistant: Answers the questions.
        host: The address to listen at, one of this machine.
        port: The port to listen at.

    Raises:
        ServeError: If the address is not local, or the port cannot be listened at.
    """
    with listen(host, port) as listener, tempfile.TemporaryDirectory(prefix="yinzheng-") as name:
        os.environ["GRADIO_TEMP_DIR"] = name
        app = build_app(assistant)
        config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=_GRACE)
        with contextlib.suppress(KeyboardInterrupt):
            _Server(config, _url(host, port), Path(name)).run([listener])


def build_app(assistant: Assistant) -> FastAPI:
    """Return the web application: the page in both languages, its files, and a health check."""
    os.environ.update(_OFFLINE)
    import gradio as gr

    from ui.app import THEME, build_page

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(router)
    # Gradio adds CORS headers of its own, which name any site that asks, unless its parent has some
    app.add_middleware(CORSMiddleware, allow_origins=[])
    # another name for this machine is a site that tries to reach the chat through the user's browser
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOCAL_HOSTS, "[::1]"])
    app.add_middleware(Edge)
    conversations, examples = Conversations(), Examples.find(assistant)
    for language in LANGUAGES:
        gr.mount_gradio_app(
            app,
            build_page(assistant, language, conversations, examples),
            path=f"/{language}",
            theme=THEME,
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            enable_monitoring=False,
            show_error=False,
            max_file_size=0,  # there is nothing to upload yet
        )
    return app


class _Server(uvicorn.Server):
    """Says where the chat is when it is ready, and leaves nothing behind when it ends."""

    def __init__(self, config: uvicorn.Config, url: str, folder: Path) -> None:
        super().__init__(config)
        self._url = url
        self._folder = folder

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        ready = "网页问答已就绪：{}　（按 Ctrl+C 结束）" if user_language() == "zh" else "Ready at {}  (Ctrl+C ends it)"
        click.echo(ready.format(self._url))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        # uvicorn then ends the process by the signal that it got, so nothing after this runs when it is terminated
        shutil.rmtree(self._folder, ignore_errors=True)


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
