"""Hears what a reply does: what it asks for, which phrases it says, which offers and links it shows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from string import Formatter

from limio_langchain import Offer
from limio_sales_agent.phrases import known_placeholders
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.playbook.parts import NEEDS

FIELDS = ("email", "first_name", "last_name", "company", "phone")
# Phrases that ask for the details in their {fields}, and those that ask for an e-mail address alone.
DETAIL_ASKS = ("ask_details", "ask_details_wanted", "confirm_details", "quote_ask_details", "handoff_ask_details")
EMAIL_ASKS = ("email_invalid", "work_email")
OTHER_ASKS = {
    "confirm": ("confirm", "confirm_details"),
    "add_on": ("add_on_ask",),
    "choice": ("ask_choice",),
    "quantity": ("ask_quantity",),
    "colleague": (
        "handoff_offer",
        "unclear_person",
        "held_2",
        "held_3",
        "answer_unknown",
        "answer_unknown_again",
        "nothing_fits",
        "sold_out_of_view",
    ),
    "open": ("ask_open", "another_order", "confirm_not_taken"),
    "words": ("unclear_1",),
}
NEED_ASKS = {f"ask_{need}": need for need in NEEDS}
LINK = re.compile(r"https?://[^\s<>\"']+")


class ReplyParser:
    """Understands replies that were put together from a playbook's phrases and a catalogue's names.

    Args:
        playbook: Whose phrases, questions and links the agent uses.
        offers: Everything in the catalogue.
    """

    def __init__(self, playbook: Playbook, offers: Sequence[Offer]) -> None:
        self.playbook, self._offers = playbook, offers

    def asks(self, reply: str) -> frozenset[str]:
        """Return what a reply asks for."""
        found = {ask for ask, keys in OTHER_ASKS.items() if any(self.said(key, reply) for key in keys)}
        found |= {need for key, need in NEED_ASKS.items() if key in known_placeholders() and self.said(key, reply)}
        found |= {question.key for question in self.playbook.questions if _plain(question.ask) in _plain(reply)}
        if self.playbook.greeting and _plain(self.playbook.greeting) in _plain(reply):
            found.add("open")  # a team's greeting says what to tell
        for key in DETAIL_ASKS:
            found |= self.fields_in(key, reply)
        if any(self.said(key, reply) for key in EMAIL_ASKS):
            found.add("email")
        return frozenset(found)

    def answer(self, reply: str, answers: Mapping[str, str]) -> str | None:
        """Return which of a customer's answers, by ask, a reply asks for; None when it asks for none of them."""
        asked = self.asks(reply)
        # Whoever gives their name gives the whole of it with their address, so the name's answer comes first.
        known = [ask for ask in (*reversed(FIELDS), *sorted(asked - set(FIELDS))) if ask in asked and ask in answers]
        return answers[known[0]] if known else None

    def said(self, key: str, reply: str) -> bool:
        """Return whether a reply says a phrase, whatever fills its placeholders."""
        return self._pattern(key).search(_plain(reply)) is not None

    def names(self, path: str, reply: str) -> bool:
        """Return whether a reply names the offer at a path, and not only one whose name holds its name."""
        plain, name = _plain(reply), _plain(self.name(path))
        longer = sorted((other for other in self._names if name in other and other != name), key=len, reverse=True)
        for other in longer:
            plain = plain.replace(other, " ")
        return name in plain

    def name(self, path: str) -> str:
        """Return the name customers see for a path; its last part where the catalogue has none."""
        return next((one.display_name for one in self._offers if one.path == path), path.rpartition("/")[2])

    def links(self, reply: str) -> list[str]:
        """Return the links in a reply, as a customer's program would find them."""
        return [found.rstrip(".,;:!?)") for found in LINK.findall(reply)]

    def own_links(self) -> set[str]:
        """Return the playbook's own links, and those its phrases hold."""
        told = [self.playbook.links.privacy, self.playbook.links.terms, self.playbook.links.account]
        texts = [*self.playbook.phrases.values(), *(section.text for section in self.playbook.sections)]
        return {link for link in told if link} | {link for text in texts for link in self.links(text)}

    def missing_phrases(self, keys: Iterable[str], reply: str) -> list[str]:
        """Return the phrases of these that a reply does not say."""
        return [key for key in keys if not self.said(key, reply)]

    @cached_property
    def _names(self) -> Collection[str]:
        return {_plain(offer.display_name) for offer in self._offers}

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {}

    def _pattern(self, key: str) -> re.Pattern[str]:
        if key not in self._patterns:
            text = self.playbook.say(key, **{name: f"{{{name}}}" for name in known_placeholders()[key]})
            self._patterns[key] = re.compile(_as_pattern(_plain(text)))
        return self._patterns[key]

    def fields_in(self, key: str, reply: str) -> set[str]:
        """Return the details that a phrase with ``{fields}`` asks for in a reply."""
        found = self._pattern(key).search(_plain(reply))
        if not found:
            return set()
        told = found.groupdict().get("fields") or ""
        return {name for name in FIELDS if _plain(self.playbook.say(f"field_{name}")) in told}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _as_pattern(template: str) -> str:
    """Turn a phrase into a pattern in which a placeholder is anything, the same name the same thing."""
    parts, seen = [], set[str]()
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(re.escape(literal))
        if name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
            seen.add(name)
    return "".join(parts)
