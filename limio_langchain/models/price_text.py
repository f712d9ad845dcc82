"""Whether a display price contradicts the charge: then no total is given, since one of the two is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from limio_langchain.models.periods import Found, Period, folded, periods_in
from limio_langchain.models.price import Price
from limio_langchain.models.price_currency import CODE, currencies_near

# Digits of any script, with what the world puts between them: 1,234.50 1.234,50 1 234,50 1'234.50 1,23,456 ١٬٢٣٤٫٥٠.
# A space groups thousands only, so that "from 2 150" is never read as 150.
NUMBER = re.compile(r"\d+(?:[.,·'’`٫٬،⹁]\d+| \d{3}(?![\d]))*")
POINTS, DECIMAL_ONLY, LONGEST_GROUP = frozenset(".,·٫"), frozenset("·٫"), 3
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND", "CLF", "UYW"})  # ISO 4217
SHORT = 8  # characters beside a number that stands alone, which are then its currency, whatever the language
MONEY = r"[€£$]|euros?|eur|pounds?|dollars?|francs?|franken|chf"
HUNDREDTHS = r" ?(?:cents?|ct|centimes?|pence|p|rappen)\b"
# What two digits behind a currency are where they are no cents: "9 € 12 mois", "5 $ 10 €", "9 € 50 %".
COUNTED = r"[\d.,€£$%]| ?(?:%|[€£$]|mo|da|jour|tag|ja|ans?\b|ye|we|wo|sem|us|nu|pe|ut|se|pl|[hx]\b)"
SIGN_AS_POINT = re.compile(  # 12€99, 9 € 50, 9 euros et 50 centimes
    rf"(?<![\d.,£€$])(?<![£€$] )(\d+) ?({MONEY}) ?(?:(?:et|and|und|e|y) )?(\d{{2}})(?:{HUNDREDTHS}|(?!{COUNTED}))"
)
# 9:50 kr, 12'50 €, $.99
OTHER_POINTS = (
    (re.compile(r"(?<![\d:])(\d+):(\d\d)(?= ?kr)"), r"\1.\2"),
    (re.compile(r"(?<=\d)['’](\d\d)(?![\d'’])"), r".\1"),
    (re.compile(r"(?<=[€£$])\.(?=\d\d(?!\d))"), "0."),
)
PARTS = {"½": ".5", "¼": ".25", "¾": ".75"}
PART = re.compile("(\\d?)([½¼¾])")
MANY = {
    Decimal(1000): "k tsd thousand tausend mille mil mila tys тыс ribu rb nghìn 千 천",
    Decimal(10_000): "万 萬 만",
    Decimal(100_000): "lakh lakhs",
    Decimal(1_000_000): "mio million millions millionen juta jt triệu 百万",
    Decimal(1_000_000_000): "bn billion billions mrd milliard milliards milliarde milliarden",
    Decimal("0.01"): "p ¢ c ct cts cent cents centimes céntimos centesimi pence penny öre øre grosz grosze groszy",
}
TIMES = {word: times for times, words in MANY.items() for word in words.split()}
CENTS = re.compile(r"[.,٫]\d\d$")
BY = re.compile(
    rf" ?({'|'.join(sorted(TIMES, key=len, reverse=True))})(?!\w|\.\w|(?<=p)/[maw](?!\w))|([万萬千만천])|(m)(?!\w)"
)
MILLIONS = "million"  # "£1m", which no shop means a month by
IN_HUNDREDTHS = re.compile(r"[£€$]\s?$")  # £0.49p is 49 pence
# An amount that is told to be another than the price: the old one, another's, what is saved.
OLD = (
    r"was|save|saving|instead of|rrp|worth|usually|normally|statt|anstatt|sparen(?: sie)?"
    r"|au lieu de|invece di|en lugar de"
)
NOT_THE_PRICE = re.compile(rf"(?<!\w)(?:{OLD}):? (?:up to |over )?[^\w\s]{{0,3}}$")
OFF = re.compile(r"[^\w\s]? (?:off|discount|rabatt|gespart|de réduction|de descuento|di sconto)(?!\w)")
FREE = frozenset("free gratis gratuit kostenlos umsonst gratuito gratuita gratuitement ingyenes zdarma darmowy".split())
FAR = 30  # characters between an amount and its period: "£27 per user, per month"
SHARE = Decimal("0.01")  # a yearly price told a month is rounded: £58.33 for 700 a year


DIFFERS = "the shop's own words name another price than the charge"


class Amount(NamedTuple):
    """An amount a price label names.

    Attributes:
        values: What it can mean: one number, or two where a currency has three decimals ("1.500").
        last_place: What its last digit counts, such as 0.01.
        period: Per what it is, or None where the words near it name nothing known.
        has_currency: Whether a currency stands beside it.
    """

    values: frozenset[Decimal]
    last_place: Decimal
    period: Period | None
    has_currency: bool


@lru_cache(maxsize=4096)  # the same few labels stand in a catalogue again and again
def doubt(price: Price, display_price: str) -> str | None:
    """Return why a charge's amount may not be relied on, or None.

    The charge and the text are compared for the same period, so that "£49/month, paid annually" agrees with 588 a year.
    A text that names no amount contradicts nothing; one with several agrees when any of them does.

    Args:
        price: The charge.
        display_price: The price as the shop words it, as plain text.
    """
    charged = [amount for amount in (price.amount, *(tier.amount for tier in price.tiers)) if amount is not None]
    if not charged or not display_price or (price.kind != "one_time" and price.period is None):
        return None
    text = _with_points(display_price)
    if text.strip(" .!*") in FREE and min(charged) > 0:
        return DIFFERS
    found = list(amounts_in(text, price.currency))
    told = [one for one in found if one.has_currency] or [one for one in found if one.period]
    if not told or any(_agrees(one, amount, price) for one in told for amount in charged):
        return None
    return DIFFERS


def _with_points(display_price: str) -> str:
    """Return a price label folded, with a point where another sign or a currency stands between whole and cents."""
    parted = PART.sub(lambda part: (part[1] or "0") + PARTS[part[2]], display_price.replace("´", "'"))
    text = SIGN_AS_POINT.sub(r"\1.\3 \2 ", folded(parted))
    for pattern, point in OTHER_POINTS:
        text = pattern.sub(point, text)
    return text


def amounts_in(text: str, currency: str | None) -> Iterator[Amount]:
    """Yield the amounts of a folded text, each with the period nearest behind it, else right before it."""
    periods = list(periods_in(text))
    counted = {place for found in periods for place in range(found.start, found.end)}
    numbers = [match for match in NUMBER.finditer(text) if match.start() not in counted]
    numbers = [match for match in numbers if _may_be_the_price(match, text)]
    ends = [*(number.start() for number in numbers[1:]), len(text)]
    for number, end in zip(numbers, ends, strict=True) if numbers else ():
        times = _times(number, text)
        near = currencies_near(text, number.start(), number.end(), currency)
        if near and currency and currency not in near:
            yield Amount(frozenset(), Decimal(0), None, has_currency=True)  # of another currency: agrees with nothing
            continue
        yield Amount(
            frozenset(value * times for value in readings(number[0], currency)),
            _last_place(number[0]) * times,
            _period_of(number, end, periods, text),
            has_currency=near is not None or times < 1 or _is_money(number, text),
        )


def _may_be_the_price(number: re.Match[str], text: str) -> bool:
    before, behind = text[max(0, number.start() - FAR) : number.start()], text[number.end() : number.end() + FAR]
    return not (behind.lstrip().startswith("%") or OFF.match(behind) or NOT_THE_PRICE.search(before))


def _times(number: re.Match[str], text: str) -> Decimal:
    """Return by what a number is multiplied: 1.5k, 3 mil, 1万, 49p."""
    found = BY.match(text, number.end())
    times = TIMES[found[1] or found[2] or MILLIONS] if found else Decimal(1)
    return (
        Decimal(1) if times < 1 and IN_HUNDREDTHS.search(text[max(0, number.start() - 2) : number.start()]) else times
    )


def _is_money(number: re.Match[str], text: str) -> bool:
    """Return whether a number is one of money without a known sign: with cents, or with next to nothing beside it."""
    return bool(CENTS.search(number[0])) or (len(text) - len(number[0]) <= SHORT and len(NUMBER.findall(text)) == 1)


def readings(written: str, currency: str | None) -> Iterable[Decimal]:
    """Return what a number can mean as written; nothing where its marks make no sense.

    ``1.200`` and ``1,200`` are twelve hundred, in a currency with three decimals perhaps 1.2; ``12,5`` is twelve and a
    half; ``1.234,50``, ``1,234.50``, ``1'234.50`` and ``1,23,456`` are what they look like.
    """
    marks = re.findall(r"\D", written)
    groups = re.split(r"\D", written)
    whole = _grouped(groups, marks)
    if whole is not None:
        yield whole
    if not marks or marks[-1] not in POINTS or marks[-1] in marks[:-1]:
        return
    three = currency in THREE_DECIMALS
    before = _grouped(groups[:-1], marks[:-1])
    if before is not None and (whole is None or three or marks[-1] in DECIMAL_ONLY):
        yield Decimal(f"{before}.{groups[-1]}")


def _grouped(groups: list[str], marks: list[str]) -> Decimal | None:
    """Return a whole number from its groups of digits, or None where they are no thousands (or lakhs)."""
    first, *others = groups
    if others:
        sizes = [len(group) for group in others]
        thousands = sizes[-1] == LONGEST_GROUP and all(size in {2, LONGEST_GROUP} for size in sizes)
        if not thousands or len(set(marks)) > 1 or marks[0] in DECIMAL_ONLY:
            return None
        if len(first) > LONGEST_GROUP or int(first) == 0:
            return None
    return Decimal("".join(groups))


def _last_place(written: str) -> Decimal:
    tail = re.split(r"[.,·٫]", written)[-1] if set(written) & POINTS else ""
    return Decimal(1).scaleb(-len(tail)) if len(tail) < LONGEST_GROUP else Decimal(1)


def _period_of(number: re.Match[str], end: int, periods: list[Found], text: str) -> Period | None:
    behind = next((found for found in periods if number.end() <= found.start < end), None)
    if behind and behind.start - number.end() <= FAR:
        return behind.period
    ahead = next((found for found in reversed(periods) if found.end <= number.start()), None)
    between = text[ahead.end : number.start()] if ahead else "x"
    return ahead.period if ahead and not any(map(str.isalnum, CODE.sub("", between))) else None


def _agrees(told: Amount, charged: Decimal, price: Price) -> bool:
    if price.period is None or told.period is None:
        same = price.period is None or any(
            _close(told, charged, price.period, period) for period in _usual(price.period)
        )
        return charged in told.values or (price.period is not None and same)
    return _close(told, charged, price.period, told.period)


def _usual(own: Period) -> tuple[Period, ...]:
    return (own, Period(1, "months"), Period(1, "years"))


def _close(told: Amount, charged: Decimal, every: Period, period: Period) -> bool:
    """Return whether an amount told for one period is a charge's for another: exactly, or rounded as it is told."""
    if every.months == period.months:
        return charged in told.values
    expected = charged * period.months / every.months
    allowed = min(told.last_place, max(SHARE, expected * SHARE))
    return any(abs(value - expected) <= allowed for value in told.values)
