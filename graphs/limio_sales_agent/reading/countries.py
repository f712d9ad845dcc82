"""Which country the customer is in."""

from __future__ import annotations

import re
from functools import cache

import pycountry
from babel import Locale

from limio_sales_agent.reading.message import Message, Span

_MORE_NAMES = {
    "uk": "GB", "the uk": "GB", "u.k.": "GB", "britain": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "the states": "US", "states": "US", "usa": "US", "u.s.": "US", "u.s.a.": "US", "america": "US", "the us": "US",
    "us of a": "US", "holland": "NL", "the netherlands": "NL", "uae": "AE", "the emirates": "AE", "eire": "IE", "republic of ireland": "IE",
    "czech republic": "CZ", "korea": "KR", "russia": "RU", "deutschland": "DE", "espana": "ES", "italia": "IT", "polska": "PL", "schweiz": "CH",
    "osterreich": "AT", "turkey": "TR",
}  # fmt: skip
DEMONYMS = {
    "british": "GB", "english": "GB", "scottish": "GB", "welsh": "GB", "uk based": "GB", "us based": "US", "american": "US", "canadian": "CA",
    "australian": "AU", "aussie": "AU", "irish": "IE", "french": "FR", "german": "DE", "spanish": "ES", "italian": "IT", "dutch": "NL",
    "belgian": "BE", "swiss": "CH", "austrian": "AT", "swedish": "SE", "norwegian": "NO", "danish": "DK", "finnish": "FI", "polish": "PL",
    "portuguese": "PT", "greek": "GR", "czech": "CZ", "hungarian": "HU", "romanian": "RO", "indian": "IN", "japanese": "JP", "chinese": "CN",
    "korean": "KR", "brazilian": "BR", "mexican": "MX", "south african": "ZA", "israeli": "IL", "turkish": "TR", "singaporean": "SG",
    "kiwi": "NZ", "new zealand": "NZ", "icelandic": "IS", "estonian": "EE", "latvian": "LV", "lithuanian": "LT", "bulgarian": "BG",
    "croatian": "HR", "slovak": "SK", "slovenian": "SI", "ukrainian": "UA",
}  # fmt: skip
# Countries that are also people, birds or dishes count only after "in", "from" and the like.
_DOUBTFUL = frozenset(
    "jordan georgia chad turkey guinea jersey niger mali cuba chile peru togo oman israel kenya india china states korea america".split()
)
_CUE = r"(?:in|from|based in|based out of|to|live in|located in|across|within|country is|country:|over in|out of)"
_WHO = r"(?:company|business|team|firm|agency|customer|charity|startup|office|studio|citizen|resident|clinic|practice|school|based|household|family|organi[sz]ation|publisher|bank|ltd|group)"


def country(message: Message, *, expected: bool) -> tuple[str, Span] | None:
    """Return the ISO-3166 code of the country a message names, and where.

    Args:
        message: The message, people's names punched out.
        expected: Whether the country was asked for, so that "us", "German" and bare codes are answers.
    """
    text = message.read
    for pattern in (_named(), _demonym()):
        matches = list(pattern.finditer(text))
        for match in reversed(matches):
            if expected or _meant(match, text):
                return _codes()[match["name"]], match.span("name")
    typed = re.search(rf"\b{_CUE} (us|uk)\b", text) or (
        re.search(r"\b(us|gb|[a-z]{2,3})\b(?=\W*$)", text) if expected else None
    )
    if typed and (expected or message.typed(typed.span(1)).isupper() or typed[1] == "uk"):
        code = {"uk": "GB"}.get(typed[1]) or _iso(typed[1])
        return (code, typed.span(1)) if code else None
    return None


def _meant(match: re.Match[str], text: str) -> bool:
    name, before, after = match["name"], text[: match.start("name")], text[match.end("name") :]
    if name in DEMONYMS:
        return bool(
            re.match(rf"[ -](?:\w+ )?{_WHO}\b", after)
            or (
                re.search(r"\b(?:im|were|we are|i am)(?: (?:a|an|all|both))? $", before)
                and re.match(r"\s*(?:$|[.,!\n])", after)
            )
        )
    if name in _DOUBTFUL:
        return bool(re.search(rf"\b{_CUE}(?: the)? $", before))
    return not re.search(r"\b(?:bank of|not|outside|outside of) $", before)


@cache
def _codes() -> dict[str, str]:
    names = {one.name.lower(): one.alpha_2 for one in pycountry.countries}
    names |= {one.common_name.lower(): one.alpha_2 for one in pycountry.countries if hasattr(one, "common_name")}
    territories = Locale("en").territories
    names |= {name.lower(): code for code, name in territories.items() if len(code) == 2 and code.isalpha()}
    names |= _MORE_NAMES | DEMONYMS
    return {
        re.sub(r"['\u2019]", "", name): code for name, code in names.items() if pycountry.countries.get(alpha_2=code)
    }


@cache
def _named() -> re.Pattern[str]:
    return _pattern(name for name in _codes() if name not in DEMONYMS)


@cache
def _demonym() -> re.Pattern[str]:
    return _pattern(iter(DEMONYMS))


def _pattern(names: object) -> re.Pattern[str]:
    ordered = sorted(names, key=len, reverse=True)  # type: ignore[call-overload]
    return re.compile(rf"(?<![\w-])(?P<name>{'|'.join(map(re.escape, ordered))})(?!\w)")


def _iso(code: str) -> str | None:
    found = pycountry.countries.get(**{"alpha_2" if len(code) == 2 else "alpha_3": code.upper()})
    return found.alpha_2 if found else None


COUNTRY_WORDS = frozenset(word for name in (*_codes(), *DEMONYMS) for word in name.split() if len(word) > 4 and word.isalpha())
