"""Which country the customer is in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from limio_sales_agent.reading.country_names import COUNTRIES, DEMONYMS, iso_code
from limio_sales_agent.reading.message import Message, just_before

# Countries that are also people, birds or dishes count only after "in", "from" and the like.
_DOUBTFUL = frozenset(
    "jordan georgia chad turkey guinea jersey niger mali cuba chile peru togo oman israel kenya india china korea states america".split()
)
_CUE = (
    r"(?:in|from|based in|based out of|to|live in|located in|across|within|country is|country:|over in|out of|here in)"
)
_BEFORE_CUE = re.compile(rf"\b{_CUE}(?: the)? $")
_NOT_THERE = re.compile(r"\b(?:bank of|not|not in|outside|outside of|left|except) $")
# "A Dutch startup", and not "a Dutch translation".
_FIRM = re.compile(
    r"[ -](?!speak|language|version|edition|translation|keyboard|food|market|lessons|news|press|content|text|invoice|customers|clients)[a-z]"
)
_SOMEBODY = re.compile(
    r"\b(?:im|were|we are|i am|its|our|for)(?: (?:all|both|an?|the|small|large|big|little|tiny|growing|family))* $|(?:^|[.,!\n] ?|\ban? |\bsmall |\blarge )$"
)
_PEOPLE = re.compile(r"\b(?:im|were|we are|i am)(?: (?:all|both))? $")


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?P<name>{'|'.join(map(re.escape, ordered))})(?!\w)")


_COUNTRY, _DEMONYM = _pattern(COUNTRIES), _pattern(DEMONYMS)
_CODE = re.compile(rf"\b{_CUE} (?P<code>us|uk|eu)\b|\b(?P<based>us|uk)[- ]based\b")
_LAST_WORD = re.compile(r"\b(?P<code>us|uk|[a-z]{2,3})\b(?=\W*$)")


def country(message: Message, *, asked: bool) -> str | None:
    """Return the ISO-3166 code of the country a message names.

    Args:
        message: The message, people's names punched out.
        asked: Whether the country was asked for, so that "us", "German" and bare codes are answers.
    """
    text = message.read
    for match in reversed(list(_COUNTRY.finditer(text))):
        if _is_there(match, text, asked=asked):
            return COUNTRIES[match["name"]]
    for match in reversed(list(_DEMONYM.finditer(text))):
        if asked or _is_theirs(match, text):
            return DEMONYMS[match["name"]]
    return _code(message, asked=asked)


def _is_there(match: re.Match[str], text: str, *, asked: bool) -> bool:
    before = just_before(text, match.start())
    return not _NOT_THERE.search(before) and (
        asked or match["name"] not in _DOUBTFUL or bool(_BEFORE_CUE.search(before))
    )


def _is_theirs(match: re.Match[str], text: str) -> bool:
    before, after = just_before(text, match.start()), text[match.end() :]
    if _FIRM.match(after):
        return bool(_SOMEBODY.search(before))
    return bool(_PEOPLE.search(before)) and bool(re.match(r"\s*(?:$|[.,!\n])", after))


def _code(message: Message, *, asked: bool) -> str | None:
    """Read a code: "US" in capitals after "in" is a country, "us" a pronoun; asked for, any code is one."""
    match = _CODE.search(message.read) or (_LAST_WORD.search(message.read) if asked else None)
    if match is None:
        return None
    said = next(filter(None, match.groupdict().values()))
    if (
        said == "us"
        and match.re is _CODE
        and not match["based"]
        and not asked
        and not message.typed(match.span("code")).isupper()
    ):
        return None
    return "GB" if said == "uk" else iso_code(said)
