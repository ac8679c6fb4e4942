"""The address that the chat is served at: on this machine only, at a port that is free."""

from __future__ import annotations

import errno
import socket

from corpus import AssistantError

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")


class ServeError(AssistantError):
    """The chat cannot be served at the address that was asked for."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address.

    Raises:
        ServeError: If the address is not one of this machine alone, or cannot be listened at.
    """
    if host not in LOCAL_HOSTS:
        raise ServeError(
            en=f"the chat is served on this machine only, not at {host!r}: it does not know users yet. Use --host"
            f" 127.0.0.1; from another machine, open a tunnel: ssh -L {port}:127.0.0.1:{port} THIS_MACHINE",
            zh=f"网页问答目前只在本机提供，不能监听 {host!r}，因为还没有用户登录。请用 --host 127.0.0.1；"
            f"要从别的机器访问，请建立隧道：ssh -L {port}:127.0.0.1:{port} 本机地址",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise _cannot_listen(host, port, error) from error


def _cannot_listen(host: str, port: int, error: OSError) -> ServeError:
    if error.errno == errno.EADDRINUSE:
        return ServeError(
            en=f"port {port} is in use by another program, perhaps by this chat. Choose another: --port {port + 1}",
            zh=f"端口 {port} 已被其他程序占用（也可能是已启动的本程序）。请换一个端口：--port {port + 1}",
        )
    return ServeError(
        en=f"cannot listen at {host} port {port} ({error.strerror}). Choose another port above 1023: --port 7860",
        zh=f"无法监听 {host} 的端口 {port}（{error.strerror}）。请换一个大于 1023 的端口：--port 7860",
    )
