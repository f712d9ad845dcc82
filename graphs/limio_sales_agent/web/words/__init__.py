"""The chat page's own words in each language, and which language a visitor is spoken to in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files

from starlette.requests import Request

from limio_sales_agent.playbook import Playbook
from limio_sales_agent.strict_yaml import read_mapping

MOST_PREFERRED = 20  # languages of a browser's list that are looked at


@cache
def page_words(locale: str) -> dict[str, str]:
    """Return the page's words in a locale's language; in English where there are none in it."""
    folder = files("limio_sales_agent.web.words")
    language = locale.partition("_")[0].lower()
    name = language if folder.joinpath(f"{language}.yaml").is_file() else "en"
    with as_file(folder.joinpath(f"{name}.yaml")) as path:
        return {key: str(value) for key, value in read_mapping(path).items()}


def language_of(request: Request, playbook: Playbook) -> str:
    """Return the language: ``?lang=`` of the page, else the first of `Accept-Language` that is spoken, else the shop's.

    Args:
        request: The page's, or one of its API's.
        playbook: Lists the languages.
    """
    wanted = [request.query_params.get("lang", ""), *preferred(request)]
    return next((one for one in wanted if one in playbook.spoken), playbook.spoken[0])


def preferred(request: Request) -> list[str]:
    """Return the browser's languages, the dearest first, without their regions; RFC 9110, section 12.5.4."""
    told = sorted(_weighed(request.headers.get("accept-language", "")), key=lambda one: -one[1])
    return [language for language, weight in told if weight > 0]


def locale_of(language: str, playbook: Playbook) -> str | None:
    """Return the locale of a visitor who is spoken to in a language; None for the shop's own, whose money it writes."""
    return None if language == playbook.language else language


def _weighed(header: str) -> Iterator[tuple[str, float]]:
    for part in header.split(",")[:MOST_PREFERRED]:
        tag, _, weight = part.partition(";")
        try:
            yield tag.strip().partition("-")[0].lower(), float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
