"""What the customer wants to happen, apart from answering."""

from __future__ import annotations

import re

from limio_sales_agent.reading.intent_words import ALREADY_THEIRS, PATTERNS, POSSIBILITY, REFUSED, THEIR_CODE
from limio_sales_agent.reading.message import Message
from limio_sales_agent.reading.model import Intent

_TALK = re.compile(r"\b(?:can|could|want|need|let|rather|like to|please|get me|put me) ")


def intents(message: Message, *, code_typed: bool, shown: bool) -> list[Intent]:
    """Return what a message wants to happen; yes, no and questions are read elsewhere.

    Args:
        message: The message, e-mail addresses and codes punched out.
        code_typed: Whether it holds a promo code, which makes "discount" a word for the code.
        shown: Whether offers have been shown, so that "cancel" means this order and not a subscription.
    """
    text = message.read
    found = [intent for intent, pattern in PATTERNS.items() if pattern.search(text)]
    dropped: set[Intent] = set()
    if REFUSED.search(text):
        dropped |= {"buy"}
        found += ["not_buying"]
    if code_typed or THEIR_CODE.search(text):
        dropped.add("discount")
    if POSSIBILITY.search(text) and not ALREADY_THEIRS.search(text):
        dropped |= {"existing_customer", "not_buying"}
    if {"bot_question", "human"} <= set(found):
        dropped.add("bot_question" if _TALK.search(text) else "human")
    if "existing_customer" in found:
        dropped |= {"another_order"} if shown else {"another_order", "not_buying"}
    if {"link_broken", "not_buying", "existing_customer"} & (set(found) - dropped):
        dropped |= {"buy", "pay_now"}
    if "quote" in found and "pay_now" in found and re.search(r"\b(?:no|not|dont|skip|instead|rather)\b", text):
        dropped.add("quote")
    return [intent for intent in dict.fromkeys(found) if intent not in dropped]
