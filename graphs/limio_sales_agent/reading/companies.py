"""The customer's company, named in a sentence or in a bare list of details."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from rapidfuzz import fuzz

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.lexicon import NO_NAMES
from limio_sales_agent.reading.message import HOLE, Message
from limio_sales_agent.reading.names import PARTICLES, Who, is_name, tidy_name
from limio_sales_agent.reading.patterns import one_of

_CALLED = re.compile(
    r"\b(?:(?:my |our |the )?(?:company|organi[sz]ation|firm|business|employer)(?:s name)?(?: ?name)?(?: is called| is named| is|s| ?[:=]| called| named)"
    r"|(?:were|we are|company) called|on behalf of|(?:i |we )?(?:work|working) (?:for|at)|representing) "
)
_SOMEBODY = re.compile(
    rf"\b(?:im|i am|this is|my names?|names?|here|hi|hello|calling|writing|me|its|it is|were|we are|cheers|regards){HOLE}?\b|{HOLE}"
)
_FROM = re.compile(r"\b(?:from|at|of|with) ")
_CASED = re.compile(
    r"(?:the |The )?[A-Z0-9][\w&'+-]*(?:\.[\w]+)*(?: (?:(?:&|and|of|the) )?[A-Z&][\w&'+-]*(?:\.[\w]+)*){0,4}"
)
_ANY = re.compile(r"[\w&'+-]+(?:\.\w+)*(?: [\w&'+-]+(?:\.\w+)*){0,3}")
_LEGAL = one_of(r"""
    ltd|limited|inc|llc|llp|plc|gmbh|ag|bv|b\.v|sa|s\.a|sarl|srl|ab|oy|a/s|pty|corp|corporation|co|company|agency|studios?|group
    partners|associates|consulting|media|solutions|university|college|school|clinic|hospital|labs?|technologies|publishing|news
    press|trust|foundation|council|pr|marketing|digital|(?:& |and )?sons|accountants|accounting|bank|surgery|ventures|design
""")
_SUFFIX = re.compile(rf"\b{_LEGAL}\b\.?", re.IGNORECASE)
_GO_ON = frozenset(
    "and we my i were with email at on for but is the need looking want who in here or to so if can please our have it im".split()
)
_PIECE = re.compile(rf"[,;\n/|()]|{HOLE}+|\s-\s|\b(?:and|from|at)\b|(?<=\w)\.(?=\s|$)|:", re.IGNORECASE)
_LABEL = one_of(r"""
    it ?s|it'?s|its|it is|im|i'm|i am|my|our|the|yes|yeah|sure|ok|okay|names?|full|first|last|e-?mail|phone|tel|mobile|number
    company|address|is|here|of course|details?|work|contact|mine|would be|this|s|go ahead|please|you can reach me|on|or|reach
""")
_LABELS = re.compile(rf"^(?:{_LABEL}\b|\W)+", re.IGNORECASE)


def company(message: Message, not_names: AbstractSet[str]) -> Who:
    """Return the company a message names with words around it: "from Acme", "company: Acme Ltd"."""
    one_case = message.raw.islower() or message.raw.isupper()
    for match in _CALLED.finditer(message.read):
        if who := _named(message, match.end(), not_names, loose=True):
            return who
    for somebody in _SOMEBODY.finditer(message.read):
        sentence = re.split(r"[.?!\n](?:\s|$)", message.read[somebody.end() :])[0][:80]
        for match in _FROM.finditer(sentence):
            if who := _named(
                message, somebody.end() + match.end(), not_names, loose=one_case and bool(HOLE in somebody[0])
            ):
                return who
    return Who()


def _named(message: Message, start: int, not_names: AbstractSet[str], *, loose: bool) -> Who | None:
    typed = message.typed((start, len(message.read)))
    if message.read[start : start + 1] in {HOLE, "\n", " ", ""} or not typed:
        return None
    loose = loose and not (typed[0].isupper() and not message.raw.isupper())
    found = (_ANY if loose else _CASED).match(typed)
    name = _until_it_goes_on(found[0], loose=loose) if found else ""
    first = name.lower().split()[0] if name else ""
    if not name or first in NO_NAMES or first in _GO_ON or name.lower() in not_names or name[0].isdigit():
        return None
    if loose and len(name.split()) == 1 and first in not_names:
        return None
    return Who(company=name, span=(start, start + len(name)))


def _until_it_goes_on(name: str, *, loose: bool) -> str:
    if not loose:
        return name.rstrip(".-'")
    words: list[str] = []
    for word in name.split():
        if words and word.lower() in _GO_ON:
            break
        words.append(word)
        if _SUFFIX.fullmatch(word):
            break
    return " ".join(words).rstrip(".")


def listed(message: Message, hints: Hints, not_names: AbstractSet[str], email: str | None) -> Who:
    """Return who a bare list of details names: "Ann Lee, ann@acme.co.uk, Acme Ltd"."""
    first = last = firm = None
    for text in filter(None, map(_bare, _PIECE.split(message.raw))):
        words = text.split()
        if words[0].lower() in NO_NAMES or (
            words[0].lower() in not_names and len(words) == 1 and not text[0].isupper()
        ):
            continue
        named = bool(first) or bool({"first_name", "last_name"} & hints.known)
        if _is_company(text, email, named=named, expecting=hints.expecting):
            firm = firm or text
        elif first is None and len(words) <= 3 and all(is_name(word) or word.lower() in PARTICLES for word in words):
            first, last = tidy_name(words[0]), tidy_name(" ".join(words[1:])) or None
    return Who(first, last, firm)


def _bare(piece: str) -> str | None:
    """A piece of a list without its label, or None when it is no name: too long, or with a number in it."""
    text = _LABELS.sub("", piece.strip(" .!()\"'")).strip(" .!()\"'")
    return text if len(text) > 1 and len(text.split()) <= 4 and not re.search(r"\d", text) else None


def _is_company(text: str, email: str | None, *, named: bool, expecting: str | None) -> bool:
    """By what was asked, by its form, by the likeness to either side of the e-mail's @, else by what is known already."""
    if expecting == "company" or _SUFFIX.search(text):
        return True
    if email:
        local, _, domain = email.lower().partition("@")
        flat = text.lower().replace(" ", "")
        like_name = max(fuzz.partial_ratio(text.lower().split()[0], local), fuzz.ratio(flat, local))
        like_firm = fuzz.ratio(flat, domain.split(".")[0])
        if max(like_name, like_firm) >= 80:
            return like_firm > like_name or (named and like_firm >= 80)
    return named and expecting != "first_name"
