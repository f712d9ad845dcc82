"""Amounts of money, and which of them is what the customer wants to spend."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

import pycountry
from babel.core import get_global
from babel.numbers import get_currency_name, get_currency_symbol, get_territory_currencies
from price_parser import Price

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.message import Message, Span
from limio_sales_agent.reading.people import PERSON

Period = Literal["week", "month", "year"]
Per = Literal["person", "total"]

# Codes that are English words, or parts of "50 all in" and "try 50".
_NO_CODES = frozenset("all amd ars bam bob cop cup gel gnf lak lek mad mop pen pab sos svc top try tnd uah".split())
_COMMON = "GBP EUR USD AUD CAD NZD CHF SEK NOK DKK PLN CZK HUF JPY INR ZAR SGD HKD ILS AED BRL MXN RON BGN TRY".split()
# Everyday names; where a name is shared, whose it is most often.
_NAMES = {
    "quid": "GBP", "pound": "GBP", "pounds": "GBP", "sterling": "GBP", "gbp": "GBP", "euro": "EUR", "euros": "EUR",
    "dollar": "USD", "dollars": "USD", "buck": "USD", "bucks": "USD", "franc": "CHF", "francs": "CHF",
    "rupee": "INR", "rupees": "INR", "yen": "JPY", "kronor": "SEK", "kroner": "NOK", "zloty": "PLN", "rand": "ZAR",
}  # fmt: skip
_SYMBOLS = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY", "₹": "INR", "us$": "USD", "r$": "BRL", "zł": "PLN"}

_AMOUNT = r"\d+(?:[.,' ]\d{3})*(?:[.,]\d{1,2})?(?!\d)"
_BUDGET = (
    r"(?:max(?:imum)?|budget|spend(?:ing)?|afford|under|below|less than|no more than|not more than|up to|within|around|about|at most|"
    r"cheaper than|limit|ceiling|not over|not above|roughly|approx(?:imately)?|circa|ca|pay up to|stretch to|keep it|got|have)"
)
_CUE = re.compile(
    rf"\b(?P<cue>{_BUDGET})\b(?: (?:of|is|s|to|at|it|a|an|be|would|only|about|around|under|up|max|the|at most|no more than|max of|roughly|like))*[ :=]*$"
)
_MONEY_CUE = re.compile(r"\b(?:budget|spend|spending|afford|pay|cost|price|cheaper than|fork out)\b")
_PERIOD_CUE = re.compile(r"\b(?P<period>month|year|annual|week)(?:ly)? (?:budget|limit|spend|max(?:imum)?)\b")
_AFTER = re.compile(
    r"^ ?(?:max|maximum|tops|or less|at most|is my (?:limit|budget|max)|is our (?:limit|budget|max)|budget|or under|or below)\b"
)
_NOT_A_WISH = re.compile(
    r"\b(?:saw|says|said|say|charged|charges?|costs?|paid|paying|currently|refund|quoted|was|were charged|fee|off|save|saved|saving|over|more than|"
    r"above|at least|invoice for|isnt it|website|at the moment|instead of|turnover|revenue|used to|advertised|expensive)\b"
)
_SUFFIX = re.compile(
    r"^(?:[ ,]*(?:(?:/|per|a|an|each|every|p|by the|for the)[ ./]?)? ?"
    r"(?P<word>months?|mon?|mth|years?|yr|annum|weeks?|wk|persons?|users?|seats?|heads?|employees?|members?|licen[cs]e|p\.?m\b\.?|p\.?a\b\.?|pw|pp|pcm|"
    r"monthly|yearly|annually|weekly|each|apiece|in total|total|altogether|all in|overall|for everyone|for all of us|"
    r"for the (?:whole )?(?:team|lot|company|family)|for us all)\b\.?)"
)
_PERIODS: Mapping[str, Period] = {
    "month": "month", "months": "month", "mo": "month", "mon": "month", "mth": "month", "pm": "month", "p.m": "month", "p.m.": "month", "pcm": "month", "monthly": "month",
    "year": "year", "years": "year", "yr": "year", "annum": "year", "pa": "year", "p.a": "year", "p.a.": "year", "yearly": "year", "annually": "year",
    "week": "week", "weeks": "week", "wk": "week", "pw": "week", "weekly": "week",
}  # fmt: skip
_EACH = re.compile(r"person|user|seat|head|employee|member|licen|pp|each|apiece")


@dataclass(frozen=True)
class Amount:
    """One amount of money in a message; ``cued`` when words around it make it a limit."""

    value: Decimal
    currency: str | None
    period: Period | None
    per: Per | None
    span: Span
    cued: bool
    wished: bool

    @property
    def text(self) -> str:
        """The amount as decimal text: no exponent, no empty pence."""
        return format(self.value.quantize(Decimal(1)) if self.value == self.value.to_integral() else self.value, "f")


def amounts(message: Message, hints: Hints) -> list[Amount]:
    """Return the amounts of money in a message, in order.

    A bare number is money when words around it say so ("max 50 a month", "budget is 2k") or when the budget was
    asked for.
    """
    found = [
        _amount(match, message.read, hints) for match in _money(hints.country, hints.currency).finditer(message.read)
    ]
    return [amount for amount in found if amount]


def budget(found: list[Amount], *, expected: bool) -> Amount | None:
    """Return the amount that is what the customer wants to spend, or None."""
    wished = [amount for amount in found if amount.cued or amount.wished or expected]
    cued = [amount for amount in wished if amount.cued]
    return (cued or wished or [None])[-1]


def _amount(match: re.Match[str], text: str, hints: Hints) -> Amount | None:
    currency = next(
        (
            names[match[group].strip()]
            for group in ("before", "after")
            if match[group]
            for names in [_names(hints.country, hints.currency)]
        ),
        None,
    )
    start, before = match.start(), text[: match.start()]
    cue, prefix = _CUE.search(before), _PERIOD_CUE.search(before)
    end, period, per = _suffix(text, match.end())
    after = _AFTER.match(text[end:])
    sentence = re.split(r"[.!?\n](?:\s|$)", before)[-1] + re.split(r"[.!?\n](?:\s|$)", text[end:])[0]
    strong = bool(after or (cue and (_MONEY_CUE.search(sentence) or currency or period)))
    if PERSON.match(text[end:]) and not currency:
        return None
    if not (
        currency
        or strong
        or (cue and period)
        or (period and _bare(text, start, end))
        or (hints.expecting == "budget" and _expected(text, end))
    ):
        return None
    value = Price.fromstring((match["low"] and match["high"]) or match["amount"]).amount
    if value is None or value > 10**9:
        return None
    if match["thousand"]:
        value *= 1000
    question = "?" in re.split(r"[.!\n](?:\s|$)", text[end:])[0]
    wished = not _NOT_A_WISH.search(sentence) and not question
    if prefix and not period:
        period = {"month": "month", "year": "year", "annual": "year", "week": "week"}[prefix["period"]]  # type: ignore[assignment]
    left = min(start, cue.start() if cue else start, prefix.start() if prefix else start)
    return Amount(
        value,
        currency,
        period,
        per,
        (left, end + (after.end() if after else 0)),
        bool(cue or after) and not _NOT_A_WISH.search(sentence),
        wished,
    )


def _bare(text: str, start: int, end: int) -> bool:
    """Whether nothing but small words stands beside the amount: "50 a month" is money, "12 a month" of visits not."""
    rest = f"{text[:start]} {text[end:]}"
    return len(re.findall(r"[a-z]{3,}", rest)) <= 3


def _expected(text: str, end: int) -> bool:
    return not re.match(r" ?(?:%|percent|months?|years?|weeks?|days?)\b", text[end:])


def _suffix(text: str, end: int) -> tuple[int, Period | None, Per | None]:
    period: Period | None = None
    per: Per | None = None
    while match := _SUFFIX.match(text[end:]):
        word = match["word"]
        if word in _PERIODS:
            period = period or _PERIODS[word]
        else:
            per = per or ("person" if _EACH.match(word) else "total")
        end += match.end()
    return end, period, per


@cache
def _money(country: str | None, currency: str | None) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(_names(country, currency), key=len, reverse=True))
    return re.compile(
        rf"(?P<before>(?<![a-z])(?:{names}) ?)?"
        rf"(?:(?P<low>{_AMOUNT})(?:k\b)?(?: ?- ?| to | or | and )[£€$]?(?P<high>{_AMOUNT})|(?P<amount>{_AMOUNT}))"
        rf"(?P<thousand> ?(?:k|grand)\b)?(?P<after> ?(?:{names})(?![a-z]))?"
    )


@cache
def _names(country: str | None, currency: str | None) -> dict[str, str]:
    """Return what currencies are called: symbols, codes, CLDR's English names and everyday ones, for a country."""
    names: dict[str, str] = {}
    for code in _COMMON:
        for count in (1, 2):
            names[get_currency_name(code, count, "en").lower()] = code
        names[get_currency_symbol(code, "en").lower()] = code
    codes = {one.alpha_3 for one in pycountry.currencies}
    names |= {code.lower(): code for code in codes if code.lower() not in _NO_CODES}
    names |= _NAMES | _SYMBOLS
    for own in filter(None, (_of_country(country), currency)):
        word = get_currency_name(own, 2, "en").lower().split()[-1]
        names |= {word: own, word.removesuffix("s"): own, get_currency_symbol(own, "en").lower()[-1:]: own}
        if word == "dollars":
            names |= {"bucks": own, "buck": own}
    return {name: code for name, code in names.items() if name}


def _of_country(country: str | None) -> str | None:
    known = country in get_global("territory_currencies")
    return next(iter(get_territory_currencies(country)), None) if country and known else None
