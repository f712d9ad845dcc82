"""Questions and details that a customer will not, or cannot, answer."""

from __future__ import annotations

import re

from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.message import Message
from limio_sales_agent.reading.patterns import one_of, whole_words

DETAILS = ("first_name", "last_name", "email", "phone", "company")

_NAMES = {
    "email": r"e-?mails?(?: address)?|mail address|contact details|details|personal (?:data|information|info|details)",
    "phone": r"(?:phone|tele?phone|mobile|cell)(?: number)?|tel|number",
    "company": r"company(?: name)?|business name|organi[sz]ation|employer",
    "first_name": r"(?:first |real )?names?",
    "last_name": r"surname|(?:last|full|family) name",
}
_WILL_NOT = one_of(r"""
    (?:id |i would |we would |wed |i )?(?:rather|prefer) not(?: to)?(?: (?:give|share|say|leave|provide|tell|hand|type|disclose))?|prefer to keep|(?:keep|keeping) my|not (?:giving|sharing|telling|comfortable)
    (?:i |we )?(?:dont|do not|wont|will not|cant|cannot|am not going to|not going to|refuse to|im not|not happy to) ?(?:want to |wish to |like to |like |going to |feel comfortable |be )?(?:give|giving|share|sharing|say|leave|leaving|provide|providing|tell|hand|handing out|type|disclose|sharing)
    no way|without (?:giving|leaving|sharing|my|an?|all)|no need for|skip(?: the| my)?|dont (?:ask for|need)
    (?:i |we )?(?:dont|do not) (?:have|use|own)(?: an?| any| one)?|no|havent got(?: an?| any)?|not(?: got)? an?
""")
_REFUSED = {
    key: re.compile(
        rf"\b{_WILL_NOT}(?: (?:out|you|my|your|an?|the|any|over|away|that|with|to|our|work|personal)){{0,4}} (?:{words})\b(?! (?:is|of|was|isnt|changed)\b)"
    )
    for key, words in _NAMES.items()
}
_SKIP = whole_words(r"""
    skip|pass|rather not(?: say)?|prefer not(?: to say| to)?|none of your business|not (?:telling|saying|giving|sharing)|no comment|private
    (?:dont|do not) want to (?:say|share|tell|give)|next question|move on|(?:wont|will not) (?:give|share|tell|say)|no way
    (?:just|only) (?:give|send|want|get|need)(?: me)? (?:the|a|that) (?:[a-z]+ )?link|cant (?:i|you) just|straight to (?:the )?checkout|without (?:my|any) details
""")
_CANNOT = whole_words(r"""
    not (?:really )?sure(?: yet)?|no idea|(?:dont|do not) (?:really )?know|dunno|idk|unsure|(?:havent|not) decided|no clue|hard to say|cant say|(?:it )?depends
    no (?:strong |real |fixed |particular |set |specific )?(?:budget|limit|preference|max(?:imum)?)|(?:dont|do not) (?:really )?(?:mind|care)|doesnt (?:really )?matter|whichever|whatever
    either(?: is fine| way| one| works)?|any(?: is fine| of them|thing)?(?=\W*$)|(?:money|budget|price)s? (?:is |isnt |s )?(?:no object|not an issue|an issue|not important|flexible|open)
    unlimited|(?:as )?little as possible|dont have (?:one|any)|flexible|n ?/ ?a|na|not applicable|none(?: of (?:them|those|these|the above))?|neither|something else|other|im easy|up to you|you (?:choose|decide)|nothing (?:special|in particular)|all of (?:them|the above)
""")
_NO_PREFERENCE = whole_words(r"""
    either(?: is fine| way| one| works)?|whichever|whatever|(?:dont|do not) (?:really )?(?:mind|care)|up to you|you (?:choose|decide|pick)|no preference
""")
_PLAIN_NO = re.compile(r"\W*(?:no|nope|nah|none|no thanks?|no thank you)\W*")


def declined(message: Message, hints: Hints, *, answered: bool) -> list[str]:
    """Return the keys of questions and details the customer will not or cannot answer.

    Args:
        message: The message.
        hints: What was asked.
        answered: Whether what was asked was answered all the same.
    """
    keys = [key for key, pattern in _REFUSED.items() if pattern.search(message.read)]
    if {"first_name", "last_name"} <= set(keys) and re.search(r"surname|last name|family name", message.read):
        keys.remove("first_name")
    asked = hints.expecting
    if asked == "choice" and not answered and _NO_PREFERENCE.search(message.read):
        return [*keys, asked]
    if asked is None or answered or asked in keys or asked in {"confirm", "add_on", "choice"}:
        return keys
    if asked in {"details", *DETAILS}:
        detail = "email" if asked == "details" else asked
        return keys or ([detail] if _SKIP.search(message.read) else [])
    refuses = _PLAIN_NO.fullmatch(message.read) or _SKIP.search(message.read) or _CANNOT.search(message.read)
    return [*keys, asked] if refuses else keys
