"""Every sentence that code says to a customer, by key: one YAML file a language, flat ``key: text``.

A text may hold ``{placeholders}``. Which ones a key knows is what the English file uses for it; another language or
a playbook may leave some out, but never ``{url}``, without which a link would be lost. A key that ends in ``_one``
or ``_other`` is chosen by a count.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

from limio_sales_agent.strict_yaml import read_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER = Path(__file__).parent


class PhraseFault(ValueError):
    """A phrase cannot be used.

    Attributes:
        key: The phrase's key.
    """

    def __init__(self, key: str, fault: str) -> None:
        super().__init__(fault)
        self.key = key


def languages() -> tuple[str, ...]:
    """Return the languages that phrases are shipped in."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def shipped(language: str) -> Mapping[str, str]:
    """Return the shipped phrases of a language such as ``en``; empty when there are none."""
    path = FOLDER / f"{language}.yaml"
    return read_mapping(path) if language in languages() else {}


@cache
def known_placeholders() -> Mapping[str, frozenset[str]]:
    """Return each key's placeholders, as the English file uses them; forms of one phrase share theirs."""
    used = {key: placeholders(key, text) for key, text in shipped("en").items()}
    return {key: frozenset().union(*(used.get(form, ()) for form in _forms(key))) for key in used}


def placeholders(key: str, text: str) -> frozenset[str]:
    """Return the names in a phrase's braces; PhraseFault when it holds anything but plain ``{name}``."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError as fault:
        raise PhraseFault(key, f"has a stray brace ({fault}); write {{{{ or }}}} for a brace") from None
    for _, name, spec, conversion in parts:
        if name is not None and (not name.isidentifier() or spec or conversion):
            raise PhraseFault(key, f"may hold plain {{name}} placeholders only, not {{{name}}} with anything more")
    return frozenset(name for _, name, _, _ in parts if name)


def phrases_for(locale: str, own: Mapping[str, str]) -> dict[str, str]:
    """Return all phrases for a locale, a team's own words first.

    Args:
        locale: Such as ``en``, ``en_GB`` or ``de-AT``; the language's file is used.
        own: Phrases that replace the shipped ones, by key.

    Returns:
        A text for each key of the English file.

    Raises:
        PhraseFault: Names the key that is unknown, missing or has a placeholder that nothing fills.
    """
    known = known_placeholders()
    for key, text in own.items():
        _check(key, text, known)
    found = {**shipped(parse_locale(locale).language), **own}
    if missing := [key for key in known if key not in found]:
        raise PhraseFault("", f"locale {locale!r} is not shipped ({', '.join(languages())} are): add {_some(missing)}")
    return found


@lru_cache(maxsize=512)
def parse_locale(locale: str) -> Locale:
    """Return Babel's locale for ``en_GB`` or ``en-GB``, its file read; PhraseFault when there is none."""
    try:
        found = Locale.parse(locale.replace("-", "_"))
    except (ValueError, TypeError, UnknownLocaleError):
        raise PhraseFault("", f"{locale!r} is not a locale such as en, en_GB or de") from None
    _ = found.list_patterns  # or the file would be read when the first sentence is made, perhaps in an event loop
    return found


@lru_cache(maxsize=1_024)
def plural_form(locale: str, count: int) -> str:
    """Return which of a phrase's forms a number takes, ``one`` or ``other``."""
    return "one" if parse_locale(locale).plural_form(count) == "one" else "other"


def _check(key: str, text: str, known: Mapping[str, frozenset[str]]) -> None:
    if key not in known:
        raise PhraseFault(key, "is not a phrase of this program")
    used = placeholders(key, text)
    if unknown := sorted(used - known[key]):
        usable = ", ".join(f"{{{name}}}" for name in sorted(known[key])) or "none"
        raise PhraseFault(key, f"nothing fills {{{unknown[0]}}}; it may hold: {usable}")
    if "url" in known[key] - used:
        raise PhraseFault(key, "must keep {url}, or the link is lost")
    if not text.strip():
        raise PhraseFault(key, "is empty")


def _some(keys: Iterable[str], limit: int = 5) -> str:
    found = list(keys)
    more = f" and {len(found) - limit} more" if len(found) > limit else ""
    return ", ".join(found[:limit]) + more


def _forms(key: str) -> tuple[str, ...]:
    stem, _, ending = key.rpartition("_")
    return (f"{stem}_one", f"{stem}_other") if ending in {"one", "other"} else (key,)
