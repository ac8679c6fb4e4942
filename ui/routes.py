"""The addresses beside the chat: the choice of the language, our own files, and a health check."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from corpus import Language

LANGUAGES: tuple[Language, ...] = ("zh", "en")
_YEAR = 365 * 24 * 3600
_CSS = files("ui").joinpath("app.css").read_bytes()
_SCRIPT = files("ui").joinpath("bridge.js").read_bytes()
# quotation marks on a seal
_ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#a63a2b"/>
<path d="M16 8H8v12M16 24h8V12" fill="none" stroke="#faf8f4" stroke-width="3"/></svg>"""
_FRESH = {"cache-control": "no-cache"}

router = APIRouter()


def preferred_language(cookie: str | None, accepted: str) -> Language:
    """Return the language of the page: the one that was chosen before, else the browser's first.

    Args:
        cookie: The language that was chosen before, if any.
        accepted: The browser's Accept-Language header.

    Example:
        >>> preferred_language(None, "zh-TW,en;q=0.8")
        'zh'
    """
    for language in LANGUAGES:
        if cookie == language:
            return language
    return "zh" if accepted.strip().lower().startswith("zh") else "en"


@router.get("/")
def _home(request: Request) -> Response:
    language = preferred_language(request.cookies.get("language"), request.headers.get("accept-language", ""))
    return RedirectResponse(f"/{language}/", headers={"cache-control": "no-store"})


@router.get("/language/{language}")
def _choose(language: Language) -> Response:
    response = RedirectResponse(f"/{language}/", headers={"cache-control": "no-store"})
    response.set_cookie("language", language, max_age=_YEAR, samesite="lax", httponly=True)
    return response


@router.get("/healthz")
def _health() -> dict[str, bool]:
    return {"ok": True}


@router.get("/app.css")
def _css() -> Response:
    return Response(_CSS, media_type="text/css", headers=_FRESH)


@router.get("/bridge.js")
def _script() -> Response:
    return Response(_SCRIPT, media_type="text/javascript", headers=_FRESH)


@router.get("/icon.svg")
def _icon() -> Response:
    return Response(_ICON, media_type="image/svg+xml", headers=_FRESH)
