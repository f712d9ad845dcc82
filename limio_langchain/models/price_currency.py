"""Which currency stands beside a number in a price label: a sign, a code, letters or a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# ISO 4217, as far as shops price in them; other three-letter words are words.
KNOWN_CODES = frozenset(
    "AED ARS AUD AZN BDT BGN BHD BRL BYN CAD CHF CLP CNY COP CRC CZK DKK DOP EGP EUR GBP GEL GHS HKD HRK HUF IDR ILS "
    "INR IQD ISK JOD JPY KES KRW KWD KZT LAK LBP LKR LYD MAD MDL MNT MXN MYR NGN NOK NPR NZD OMR PEN PHP PKR PLN PYG "
    "QAR RON RSD RUB SAR SEK SGD THB TND TRY TWD TZS UAH UGX USD UYU VND XAF XOF ZAR".split()
)
SIGNS = dict(
    zip(
        "£€₹₩₺₴₫₪₦₽₸฿₱₾₵₡₲₼₮₭৳",
        "GBP EUR INR KRW TRY UAH VND ILS NGN RUB KZT THB PHP GEL GHS CRC PYG AZN MNT LAK BDT".split(),
        strict=True,
    )
)
# A sign of several currencies is none of the others' that are known here.
DOLLARS = frozenset("ARS AUD BRL CAD CLP COP DOP HKD MXN NZD SGD TWD USD UYU".split())
SHARED = {"$": DOLLARS, "¥": frozenset({"JPY", "CNY"})}
# Whose dollar or yen it is, in letters on either side of the sign: US$, $CA, CN¥.
WHOSE = {
    "us": "USD", "ca": "CAD", "c": "CAD", "au": "AUD", "a": "AUD", "nz": "NZD", "hk": "HKD", "s": "SGD", "sg": "SGD",
    "r": "BRL", "mx": "MXN", "nt": "TWD", "cn": "CNY", "jp": "JPY",
}  # fmt: skip
OF_SOMEBODY = re.compile(r"([a-z]*)([$¥])([a-z]*)")
CODE = re.compile(r"(?<![^\W\d_])[a-z]{3}(?![^\W\d_])")
KRONA = "SEK NOK DKK ISK"
# Letters and names, whole words, a star for any ending. In other languages' names a number has no currency beside it.
NAMES: Mapping[str, str] = {
    "kr kron* krón*": f"{KRONA} CZK",
    "zł złot* zlot*": "PLN",
    "kč": "CZK",
    "korun*": f"{KRONA} CZK",
    "ft forint*": "HUF",
    "lei leu": "RON MDL",
    "лв лева": "BGN",
    "руб рубл*": "RUB BYN",
    "rs": "INR PKR LKR NPR",
    "rupee* rupie* roupie*": "INR PKR LKR NPR IDR",
    "rm ringgit": "MYR",
    "rp": "IDR",
    "rupiah": "IDR INR",
    "fr franc* franken franchi": "CHF XOF XAF",
    "kn": "HRK",
    "br": "BYN",
    "dinar* дин динар*": "RSD KWD BHD JOD TND IQD LYD",
    "tl lira*": "TRY",
    "грн гривн* гривен*": "UAH",
    "euro euros euroa euron euró eura eury evro ευρώ евро євро يورو": "EUR",
    "pound* sterling quid pfund pond funt* livre* libra* sterline": "GBP EGP LBP TRY",
    "dollar* dólar* dolar* доллар* долар*": " ".join(DOLLARS),
    "yen 円": "JPY",
    "yuan renminbi rmb": "CNY",
    "元": "CNY TWD HKD",
    "원": "KRW",
    "peso*": "ARS CLP COP DOP MXN PHP UYU",
    "reais": "BRL",
    "rand": "ZAR",
    "dirham* د.إ": "AED MAD",
    "baht": "THB",
    "shekel*": "ILS",
    "riyal* rial*": "SAR QAR OMR BRL",
    "دينار* دنانير": "KWD BHD JOD TND IQD LYD",
    "ریال ريال*": "SAR QAR OMR",
    "درهم* دراهم": "AED MAD",
    "جنيه*": "EGP GBP",
    "ليرة ليرات": "LBP TRY",
    "روپ*": "PKR INR",
}
# Dotted abbreviations, and words of scripts whose vowels are signs; of a token the beginning tells.
BEGINNINGS: Mapping[str, str] = {
    "د.ك": "KWD",
    "د.ب": "BHD",
    "د.أ": "JOD",
    "د.ت": "TND",
    "د.ع": "IQD",
    "د.ل": "LYD",
    "د.م": "MAD",
    "ر.س": "SAR",
    "ر.ق": "QAR",
    "ر.ع": "OMR",
    "ج.م": "EGP",
    "ل.ل": "LBP",
    "रु रू": "INR NPR",
    "රු": "LKR INR",
    "ரூ": "INR LKR",
    "রু রূ రూ રૂ ರೂ രൂ ਰੁ": "INR",
    "টাকা ଟଙ୍କା": "BDT INR",
}
PEN = "s/"
UNSPACED = re.compile(r"円|원|(?<![^\W\d])元")  # 美元, 港元: whose it is stands before it
BEFORE, BEHIND = re.compile(r"([^\s\d]{1,8}) ?$"), re.compile(r" ?([^\s\d]{1,8})")  # the word a number touches
NEAR = 9  # characters: such a word and a space
NAMED_BEHIND = re.compile(r" ?((?:[^\W\d]+[ -]){0,2}[^\W\d]+)")  # "49 British pounds"
WORD = re.compile(r"[^\W\d]+(?:\.[^\W\d]+)?")


def currencies_near(text: str, start: int, end: int, own: str | None) -> frozenset[str] | None:
    """Return the currencies that what touches a number can mean, empty for any; None where nothing does.

    A sign or name of several currencies can mean any that is not known here.

    Args:
        text: As `folded` returns it.
        start: Where the number begins.
        end: Where it ends.
        own: The charge's currency.
    """
    touching = [
        match[1] for match in (BEFORE.search(text[max(0, start - NEAR) : start]), BEHIND.match(text, end)) if match
    ]
    if codes := {code.upper() for word in touching for code in CODE.findall(word)} & KNOWN_CODES:
        return frozenset(codes)
    signs = [sign for word in touching for sign in word if unicodedata.category(sign) == "Sc"]
    known = own is None or own in KNOWN_CODES
    if signs:
        exact = {SIGNS[sign] for sign in signs if sign in SIGNS} or _of_somebody(touching)
        shared = (code for sign in signs for code in SHARED.get(sign, ()))
        return frozenset(exact or shared) if known else frozenset()
    behind = NAMED_BEHIND.match(text, end)
    named = _named([*touching, *([behind[1]] if behind else [])])
    return named if named is None or known else frozenset()


def _of_somebody(words: list[str]) -> set[str]:
    found = [match for word in words for match in OF_SOMEBODY.finditer(word)]
    return {WHOSE[letters] for match in found for letters in (match[1], match[3]) if letters in WHOSE}


def _named(touching: list[str]) -> frozenset[str] | None:
    if any(word.endswith(PEN) for word in touching):
        return frozenset({"PEN"})
    for one in touching:
        if meant := next(
            (codes for stem, codes in BEGUN.items() if one.lstrip("\u200e\u200f.-").startswith(stem)), None
        ):
            return meant
    words = [word for one in touching for word in WORD.findall(one)]
    words += [found for one in touching for found in UNSPACED.findall(one)]
    for word in words:
        if meant := WHOLE.get(word) or next((codes for stem, codes in STEMS.items() if word.startswith(stem)), None):
            return meant
    return None


def _table() -> tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]]:
    every = {name: frozenset(codes.split()) for names, codes in NAMES.items() for name in names.split()}
    stems = {name[:-1]: codes for name, codes in every.items() if name.endswith("*")}
    return {name: codes for name, codes in every.items() if not name.endswith("*")}, stems


WHOLE, STEMS = _table()
BEGUN = {stem: frozenset(codes.split()) for stems, codes in BEGINNINGS.items() for stem in stems.split()}
