"""The page's own files, kept in memory: they are few and small."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from html import escape
from importlib.resources import files
from typing import Any

from babel import Locale
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from limio_sales_agent.outcomes.page import STYLE
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.server.middleware import security_headers
from limio_sales_agent.server.requests import languages_asked
from limio_sales_agent.web.words import page_words

KINDS = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
EMBED = "embed.js"
PLACE = re.compile(r"\{\{(\w+)\}\}")  # in the page
# The words that stand in the page.
ON_PAGE = ("assistant", "answers", "write", "placeholder", "send", "new", "log", "needs_script")
LONGEST_MESSAGE = 2_000  # characters
APPROVALS = "approvals.html"
DESK = "desk_"  # begins the names of the desk's words
REPORT = "report.html"
ASSETS = (
    "chat.css",
    "answers.js",
    "chat.js",
    "log.js",
    "notices.js",
    "show.js",
    "talk.js",
    "theme.js",
    "approvals.css",
    "approvals.js",
    "desk.js",
    "order_card.js",
    "report.js",
    "icon.svg",
    EMBED,
)


def page_routes(playbook: Playbook) -> list[Route]:
    """Return the routes of the page's files.

    Args:
        playbook: Names the languages the page is in, and what it opens with.
    """
    found = {
        "/report": (REPORT, _read(REPORT)),
        "/report.css": ("report.css", STYLE),
        **{f"/{name}": (name, _read(name)) for name in ASSETS},
    }
    files_of = [Route(path, _file(name, content)) for path, (name, content) in found.items()]
    return [Route("/", _index(playbook)), Route("/approvals", _desk(playbook)), *files_of]


def opening(playbook: Playbook, language: str) -> dict[str, Any]:
    """Return what the page shows before anything was said: title, greeting, suggestions, and its own words."""
    book, words = playbook.for_customer(playbook.locale_for(language)), page_words(language)
    return {
        "title": book.title or words["title"],
        "greeting": book.greeting or book.say("greeting"),
        "suggestions": list(book.suggestions),
        "words": {name: said for name, said in words.items() if not name.startswith(("doing_", DESK))},
        "privacy": book.links.privacy,
        "longest": LONGEST_MESSAGE,
    }


def _index(playbook: Playbook) -> Callable[[Request], Awaitable[Response]]:
    """Answer the page in a visitor's language: what it opens with stands in it, so nothing is waited for."""
    pages = {(one, told): _written(playbook, one, told) for one in playbook.spoken for told in (True, False)}

    async def answer(request: Request) -> Response:
        wanted = languages_asked(request)
        language = playbook.language_for(wanted)
        told = len(playbook.spoken) > 1 or bool(wanted and wanted[0] != language)
        headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
        return Response(pages[language, told], media_type="text/html", headers=headers)

    return answer


def _desk(playbook: Playbook) -> Callable[[Request], Awaitable[Response]]:
    """Answer the desk in a colleague's language; no shop's page has a colleague's buttons in a frame."""
    pages = {language: _desk_page(language) for language in playbook.spoken}
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language", **security_headers(())}

    async def answer(request: Request) -> Response:
        return Response(pages[playbook.language_for(languages_asked(request))], media_type="text/html", headers=headers)

    return answer


def _desk_page(language: str) -> str:
    words = {name: said for name, said in page_words(language).items() if name.startswith(DESK)}
    held = {name: escape(said) for name, said in words.items()}
    return PLACE.sub(lambda found: (held | {**_of(language), "words": _as_json(words)})[found[1]], _read(APPROVALS))


def _of(language: str) -> dict[str, str]:
    """Return what a page says of its language: its name, and which way it is written."""
    return {"language": language, "direction": Locale.parse(language).text_direction}


def _as_json(told: Any) -> str:
    """Return what a script of data holds: no end tag can stand in it."""
    return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")


def _written(playbook: Playbook, language: str, says_language: bool) -> str:  # noqa: FBT001  one of two pages
    told = opening(playbook, language)
    words, discloses = told["words"], playbook.for_customer(playbook.locale_for(language)).discloses(told["greeting"])
    speaks = words["speaks_several" if len(playbook.spoken) > 1 else "speaks"] if says_language else ""
    held = {
        **{name: escape(words[name]) for name in ON_PAGE},
        **_of(language),
        "title": escape(told["title"]),
        "greeting": escape(told["greeting"]),
        "role": "" if discloses else f'<p class="role">{escape(words["assistant"])}</p>',
        "speaks": f'<p class="hint">{escape(speaks)}</p>' if speaks else "",
        "languages": _switch(playbook, language, words["languages"]),
        "opening": _as_json(told),
    }
    return PLACE.sub(lambda found: held[found[1]], _read("index.html"))


def _switch(playbook: Playbook, language: str, label: str) -> str:
    others = [one for one in playbook.spoken if one != language]
    links = "".join(
        f'<a class="quiet" href="?lang={one}" lang="{one}" hreflang="{one}">{escape(page_words(one)["name"])}</a>'
        for one in others
    )
    return f'<nav aria-label="{escape(label)}">{links}</nav>' if links else ""


def _read(name: str) -> str:
    return (files("limio_sales_agent.web") / "page" / name).read_text(encoding="utf-8")


def _file(name: str, content: str) -> Callable[[Request], Awaitable[Response]]:
    headers = {"Cache-Control": "no-cache"}
    if name == REPORT:
        headers |= security_headers(())  # no shop's page has a colleague's buttons in a frame
    if name == EMBED:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # it is meant for other sites' pages

    async def answer(_request: Request) -> Response:
        return Response(content, media_type=KINDS[name.rpartition(".")[2]], headers=headers)

    return answer
