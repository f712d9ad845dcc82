"""The labelled messages: the shops they are written to, and a seeded generator that writes each once more, worse."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from limio_langchain import Offer
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.reading import Hints

FOLDER = Path(__file__).parent / "fixtures" / "reading"
SEED = 20_260

# What a typing error must not touch: whatever holds a digit, an @ or a code, and words too short to be known again.
_PAYLOAD = re.compile(r"\S*[@\d£€$]\S*|\S*\w\.\w\S*")
_WORD = re.compile(r"[A-Za-z]{5,}")


@dataclass(frozen=True)
class Labelled:
    """One message, what a human understands by it, and what is known when it is read.

    Attributes:
        say: The message.
        slots: What must be read.
        also: Intents that may be read or not.
        lenient: Slots on which people would differ: not scored.
        ordered: Whether its sentences mean something else in another order.
        perturbed: Whether the generator wrote it.
    """

    say: str
    slots: dict[str, Any]
    hints: Hints
    also: tuple[str, ...] = ()
    lenient: tuple[str, ...] = ()
    ordered: bool = False
    perturbed: bool = False
    protected: frozenset[str] = field(default_factory=frozenset)


def load(name: str) -> list[Labelled]:
    """Return the messages of a file, each as written and once perturbed."""
    shops = {shop: _shop(told) for shop, told in _read("shops.yaml").items()}
    written = [_labelled(entry, shops) for entry in _read(name)]
    return [*written, *(perturbed(message, SEED + number) for number, message in enumerate(written))]


def _read(name: str) -> Any:
    return YAML(typ="safe", pure=True).load(FOLDER / name)


def _shop(told: dict[str, Any]) -> Hints:
    return Hints(
        playbook=Playbook.model_validate({"questions": told["questions"], "promo": told.get("promo", {})}),
        offers=[_offer(one, "offer") for one in told["offers"]],
        add_ons=[_offer(one, "add_on") for one in told["add_ons"]],
        country=told["country"],
        currency=told["currency"],
    )


def _offer(told: dict[str, Any], kind: str) -> Offer:
    attributes = {
        "display_name__limio": told["name"],
        "group__limio": told.get("billing"),
        "offer_features": told.get("features", []),
    }
    item = {"id": told["path"], "version": "1", "path": told["path"], "name": told["path"].rpartition("/")[2]}
    return Offer.from_item({**item, "data": {"record_type": kind, "attributes": attributes}})


def _labelled(entry: dict[str, Any], shops: dict[str, Hints]) -> Labelled:
    shop = shops[entry.get("shop", "acme")]
    expecting = entry.get("expecting")
    hints = replace(shop, expecting=expecting, known=frozenset(entry.get("known", ())))
    if expecting in {"choice", "confirm", "add_on"}:
        hints = replace(hints, shortlist=["/offers2/Team Monthly", "/offers2/Team Yearly"])
    told = {name: entry[name] for name in ("say", "slots") if name in entry}
    names = " ".join(str(entry["slots"].get(name, "")) for name in ("first_name", "last_name", "company", "promo_code"))
    return Labelled(
        **told,
        hints=hints,
        also=tuple(entry.get("also", ())),
        lenient=tuple(entry.get("lenient", ())),
        ordered=entry.get("ordered", False),
        protected=frozenset(re.findall(r"\w+", names.lower())),
    )


def perturbed(message: Labelled, seed: int) -> Labelled:
    """Return a message as a hurried customer might have sent it: two of the changes below, the same for a seed."""
    chance = random.Random(seed)
    changes = [_slips, _other_case, _less_punctuation, _no_apostrophes, _spaces]
    changes += [] if message.ordered else [_other_order]
    say = message.say
    for change in chance.sample(changes, 2):
        say = change(say, chance, message.protected)
    return replace(message, say=say if say != message.say else _spaces(say, chance, message.protected), perturbed=True)


def _slips(text: str, chance: random.Random, protected: frozenset[str]) -> str:
    """One or two words with a letter missing, doubled or swapped with the next; never the first letter."""
    for _ in range(2 if len(text) > 60 else 1):
        closed = [match.span() for match in _PAYLOAD.finditer(text)]
        open_words = [
            match
            for match in _WORD.finditer(text)
            if match[0].lower() not in protected
            and not any(start < match.end() and end > match.start() for start, end in closed)
        ]
        if open_words:
            match = chance.choice(open_words)
            text = text[: match.start()] + _slip(match[0], chance) + text[match.end() :]
    return text


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    kind = chance.choice(("missing", "doubled", "swapped"))
    if kind == "missing":
        return word[:at] + word[at + 1 :]
    if kind == "doubled":
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _other_case(text: str, chance: random.Random, protected: frozenset[str]) -> str:
    shout = chance.random() < 0.25
    return "".join(
        word if _PAYLOAD.fullmatch(word) else (word.upper() if shout else word.lower())
        for word in re.split(r"(\s+)", text)
    )


def _less_punctuation(text: str, chance: random.Random, protected: frozenset[str]) -> str:
    """Full stops, commas and exclamation marks are dropped or doubled; a question keeps its mark."""
    if chance.random() < 0.3:
        return re.sub(r"([.!?])(?=\s|$)", r"\1\1", text)
    return re.sub(r"[.,!](?=\s|$)", "", text)


def _no_apostrophes(text: str, chance: random.Random, protected: frozenset[str]) -> str:
    return text.replace("'", "") if not any("'" in word for word in text.split() if word.lower() in protected) else text


def _spaces(text: str, chance: random.Random, protected: frozenset[str]) -> str:
    return "  " + re.sub(r" ", lambda _: "  " if chance.random() < 0.3 else " ", text) + " "


def _other_order(text: str, chance: random.Random, protected: frozenset[str]) -> str:
    """Whole sentences change places."""
    parts = re.split(r"(?<=[.!?])\s+", text)
    if len(parts) < 2:
        return text
    parts[-1] = parts[-1] if parts[-1][-1:] in ".!?" else parts[-1] + "."
    chance.shuffle(parts)
    return " ".join(parts)
