"""What currencies are called: symbols, codes, their English names and everyday ones, as a country uses them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pycountry
from babel.core import get_global
from babel.numbers import get_currency_name, get_currency_symbol, get_territory_currencies

# Codes that are English words, as in "50 all in" and "a 30 pen limit".
_NO_CODES = frozenset({"all", "bob", "cop", "cup", "gel", "lak", "mad", "mop", "pen", "sos", "top", "try"})
_WELL_KNOWN = (
    "GBP EUR USD AUD CAD NZD CHF SEK NOK DKK PLN CZK HUF JPY INR ZAR SGD HKD ILS AED BRL MXN RON TRY"
).split()
# Everyday names; a name that several currencies share stands for the one most often meant.
_EVERYDAY = {
    "GBP": "quid pound pounds sterling £",
    "EUR": "euro euros €",
    "USD": "dollar dollars buck bucks $ us$",
    "CHF": "franc francs",
    "INR": "rupee rupees ₹",
    "JPY": "yen ¥",
    "SEK": "kronor",
    "NOK": "kroner",
    "PLN": "zloty zł",
    "ZAR": "rand",
}


@cache
def currency_names(country: str | None, currency: str | None) -> Mapping[str, str]:
    """Return what currencies are called, in small letters, and their ISO-4217 codes.

    Args:
        country: ISO-3166 code; its "dollar" or "pound" is the one meant.
        currency: ISO-4217 code of the shop, which decides before the country does.
    """
    names = {one.alpha_3.lower(): one.alpha_3 for one in pycountry.currencies if one.alpha_3.lower() not in _NO_CODES}
    for code in _WELL_KNOWN:
        names |= {get_currency_name(code, count, "en").lower(): code for count in (1, 2)}
        names[get_currency_symbol(code, "en").lower()] = code
    names |= {name: code for code, said in _EVERYDAY.items() for name in said.split()}
    for own in (_of_country(country), currency):
        names |= _at_home(own) if own else {}
    return names


def _at_home(currency: str) -> dict[str, str]:
    """Names that need no "Canadian" at home: dollars, the dollar sign, bucks."""
    word = get_currency_name(currency, 2, "en").lower().split()[-1]
    names = {word, word.removesuffix("s"), get_currency_symbol(currency, "en")[-1:].lower()}
    return dict.fromkeys(names | ({"buck", "bucks"} if word == "dollars" else set()), currency)


def _of_country(country: str | None) -> str | None:
    known = country in get_global("territory_currencies")
    return next(iter(get_territory_currencies(country)), None) if country and known else None
