"""The edge of the web application: security headers, and our own script and styles in Gradio's page."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio does not start without 'unsafe-eval'. There is no 'unsafe-inline' for scripts: only those that are in the page
# as it is served run, so an event handler in a document would be dead even if it were not escaped.
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'none'; worker-src 'self' blob:; "
    "object-src 'none'; frame-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_OURS = (
    b'<script src="/bridge.js"></script><link rel="stylesheet" href="/app.css">'
    b'<link rel="icon" href="/icon.svg" type="image/svg+xml">'
)
_SCRIPT = re.compile(rb"<script(?=[\s>])")


class Edge:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # a compressed page could not be changed; everything goes to this machine anyway
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self._app({**scope, "headers": headers}, receive, _Response(send))


class _Response:
    """Sends one response: pages are changed, all others, streams above all, pass through as they come."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._nonce = secrets.token_urlsafe(16)
        self._start: Message | None = None  # of a page, held back until its length is known
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._start and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)
        else:
            await self._send(message)

    async def _begin(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        _set(headers, {**_HEADERS, "content-security-policy": _POLICY.format(nonce=self._nonce)})
        if headers.get("content-type", "").startswith("text/html"):
            self._start = message
        else:
            await self._send(message)

    async def _finish(self, start: Message) -> None:
        body = self._body.replace(b"<head>", b"<head>" + _OURS, 1)
        body = _SCRIPT.sub(b'<script nonce="' + self._nonce.encode() + b'"', body)
        _set(MutableHeaders(scope=start), {"content-length": str(len(body))})
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _set(headers: MutableHeaders, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        headers[name] = value
