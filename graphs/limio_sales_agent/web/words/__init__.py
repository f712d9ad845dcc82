"""The chat page's own words in each language."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

from limio_sales_agent.strict_yaml import read_mapping


@cache
def page_words(locale: str) -> dict[str, str]:
    """Return the page's words in a locale's language; in English where there are none in it."""
    folder = files("limio_sales_agent.web.words")
    language = locale.partition("_")[0].lower()
    name = language if folder.joinpath(f"{language}.yaml").is_file() else "en"
    with as_file(folder.joinpath(f"{name}.yaml")) as path:
        return {key: str(value) for key, value in read_mapping(path).items()}
