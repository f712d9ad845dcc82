"""Understands replies in free English prose, where no playbook's phrases can be looked for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from limio_sales_agent.evaluation.reply_parser import ReplyParser

SENTENCE = re.compile(r"[^.?!\n]+[.?!]*")
ASKS = re.compile(
    r"\?|\b(?:please (?:tell|give|share|provide|let|confirm|send)|could you|can you|let me know|I(?:'ll)? need)\b",
    re.IGNORECASE,
)
# In the order a customer answers in: a detail before the yes, because a message that asks for both needs the detail.
WORDS: Mapping[str, re.Pattern[str]] = {
    ask: re.compile(pattern, re.IGNORECASE)
    for ask, pattern in {
        "email": r"e-?mail",
        "first_name": r"\b(?:your|full|first) name\b",
        "company": r"\bcompany\b",
        "phone": r"\b(?:phone|telephone) number\b",
        "people": r"\bhow (?:many|big|large)\b|\bnumber of (?:people|users|seats|readers)\b",
        "country": r"\bcountry\b|\bwhere are you (?:based|located)\b",
        "add_on": r"\badd-?ons?\b|\bextras?\b",
        "choice": r"\bwhich (?:one|plan|offer|of)\b",
        "confirm": r"\b(?:shall|should|may|can) I\b|\bgo ahead\b|\bconfirm\b|\bproceed\b"
        r"|\bwould you like\b|\b(?:a|your) yes\b|\bready to\b|\bdo you want\b"
        r"|\bis (?:that|this) (?:right|ok|correct|fine)\b",
    }.items()
}


class FreeReplies(ReplyParser):
    """Finds what a reply in prose asks for, by words; a question that none of them fits is an open one."""

    def asks(self, reply: str) -> frozenset[str]:
        """Return what a reply asks for."""
        plain = reply
        for link in self.links(reply):
            plain = plain.replace(link, "")
        asking = [sentence for sentence in SENTENCE.findall(plain) if ASKS.search(sentence)]
        found = {ask for ask, words in WORDS.items() for sentence in asking if words.search(sentence)}
        return frozenset(found or ({"open"} if asking else set()))

    def answer(self, reply: str, answers: Mapping[str, str]) -> str | None:
        """Return which of a customer's answers a reply asks for; None when it asks for none of them."""
        asked = self.asks(reply)
        return next((answers[ask] for ask in (*WORDS, "open") if ask in asked and ask in answers), None)
