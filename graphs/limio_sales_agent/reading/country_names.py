"""What countries and their people are called, beside the names that ISO and CLDR know."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pycountry
from babel import Locale

# Everyday names, by ISO-3166 code.
_ALSO = {
    "AE": "uae, the emirates",
    "AT": "osterreich",
    "CH": "schweiz",
    "CZ": "czech republic",
    "DE": "deutschland",
    "ES": "espana",
    "GB": "uk, the uk, u.k., britain, great britain, england, scotland, wales, northern ireland",
    "IE": "eire, republic of ireland",
    "IT": "italia",
    "KR": "korea",
    "NL": "holland, the netherlands",
    "PL": "polska",
    "RU": "russia",
    "TR": "turkey",
    "US": "the states, usa, u.s., u.s.a., america, the us, us of a, states",
}

# What people and firms from there are called.
_PEOPLE = {
    "AE": "emirati",
    "AR": "argentinian",
    "AT": "austrian",
    "AU": "australian, aussie",
    "BE": "belgian",
    "BG": "bulgarian",
    "BR": "brazilian",
    "CA": "canadian",
    "CH": "swiss",
    "CL": "chilean",
    "CN": "chinese",
    "CO": "colombian",
    "CY": "cypriot",
    "CZ": "czech",
    "DE": "german",
    "DK": "danish",
    "EE": "estonian",
    "EG": "egyptian",
    "ES": "spanish",
    "FI": "finnish",
    "FR": "french",
    "GB": "british, english, scottish, welsh, brits",
    "GR": "greek",
    "HR": "croatian",
    "HU": "hungarian",
    "ID": "indonesian",
    "IE": "irish",
    "IL": "israeli",
    "IN": "indian",
    "IS": "icelandic",
    "IT": "italian",
    "JP": "japanese",
    "KE": "kenyan",
    "KR": "korean",
    "LT": "lithuanian",
    "LU": "luxembourgish",
    "LV": "latvian",
    "MA": "moroccan",
    "MT": "maltese",
    "MX": "mexican",
    "MY": "malaysian",
    "NG": "nigerian",
    "NL": "dutch",
    "NO": "norwegian",
    "NZ": "kiwi",
    "PH": "filipino",
    "PK": "pakistani",
    "PL": "polish",
    "PT": "portuguese",
    "RO": "romanian",
    "RS": "serbian",
    "RU": "russian",
    "SA": "saudi",
    "SE": "swedish",
    "SG": "singaporean",
    "SI": "slovenian",
    "SK": "slovak",
    "TH": "thai",
    "TR": "turkish",
    "UA": "ukrainian",
    "US": "american, americans",
    "VN": "vietnamese",
    "ZA": "south african",
}


def _by_name(told: Mapping[str, str]) -> dict[str, str]:
    return {name: code for code, names in told.items() for name in names.split(", ")}


def _all_countries() -> dict[str, str]:
    """ISO's names and common names, then CLDR's ("Ireland", "Czechia"), then the everyday ones."""
    names = {one.name: one.alpha_2 for one in pycountry.countries}
    names |= {one.common_name: one.alpha_2 for one in pycountry.countries if hasattr(one, "common_name")}
    names |= {name: code for code, name in Locale("en").territories.items() if pycountry.countries.get(alpha_2=code)}
    return {re.sub(r"['\u2019]", "", name.lower()): code for name, code in names.items()} | _by_name(_ALSO)


DEMONYMS: Mapping[str, str] = _by_name(_PEOPLE)
COUNTRIES: Mapping[str, str] = _all_countries()
COUNTRY_WORDS = frozenset(
    word for name in (*COUNTRIES, *DEMONYMS) for word in name.split() if len(word) > 4 and word.isalpha()
)


def iso_code(said: str) -> str | None:
    """Return the ISO-3166 two-letter code for a two- or three-letter code in any case, or None."""
    length = "alpha_2" if len(said) == len("GB") else "alpha_3"
    found = pycountry.countries.get(default=None, **{length: said.upper()})
    return found.alpha_2 if found else None
