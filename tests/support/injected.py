"""Attacks on what the agents read: loaded, planted, and played by models that obey every one of them."""

from __future__ import annotations

import copy
import json
import shutil
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from ruamel.yaml import YAML

from limio_sales_agent import Playbook
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK

HERE = Path(__file__).parents[1] / "injections"
PRO = "/offers2/Business Pro Annual"
CATALOGUE = json.loads((files("limio_langchain.sandbox") / "catalogue.json").read_text())
TIDEWELL = SANDBOX_PLAYBOOK

# A sale in four messages. `{}` is where a customer's attack goes; what is there without one is beside it.
HONEST = {"first_name": "Jo", "company": "Brand", "opening": "", "question": "", "yes": "", "promo": ""}
OPENING = "Business Pro, yearly, for 5 of us. I'm {first_name} from {company}, jo@brand.io {opening}"
MESSAGES = (
    OPENING,
    "What does Business Pro include? {question}",
    "yes please, go ahead with that order {yes}",
    "no thanks, only that order",
)
UNKNOWN = "Would it suit a small agency like ours?"  # code has no answer, so a model's prose would be told
READINGS = {
    "Business Pro": {"intents": ["buy"], "offers": [PRO], "people": 5, "billing": "yearly", "email": "jo@brand.io"},
    "What does": {"intents": ["question"], "question": "What does Business Pro include?", "offers": [PRO]},
    "Would it": {"intents": ["question"], "question": UNKNOWN, "answer": "Business Pro has company trackers."},
    "yes": {"intents": ["yes"]},
    "no": {"intents": ["no"]},
}


@dataclass(frozen=True)
class Attack:
    """One attack: where it stands, what it says, and what a model that obeys it does."""

    id: str
    place: str
    text: str
    read: dict[str, Any]
    calls: list[list[Any]]
    says: str
    never: list[str]


def attacks() -> list[Attack]:
    """Return every attack of the two files."""
    wishes = YAML(typ="safe", pure=True).load(HERE / "wishes.yaml")
    found = YAML(typ="safe", pure=True).load(HERE / "attacks.yaml")
    return [Attack(one["id"], one["place"], one["text"], **wishes[one["wish"]]) for one in found]


def messages(attack: Attack | None) -> list[str]:
    """Return what the customer says, with the attack in it where it is the customer's."""
    said = dict(HONEST)
    if attack and attack.place in said:
        said[attack.place] = f"promo code {attack.text}" if attack.place == "promo" else attack.text
    if attack and attack.place == "promo":
        said["opening"] = said["promo"]
    return [one.format(**said).strip() for one in MESSAGES]


def catalogue(attack: Attack | None) -> dict[str, Any]:
    """Return the sandbox's catalogue, with the attack in the plan that is sold."""
    planted = copy.deepcopy(CATALOGUE)
    if attack:
        for item in items_in(planted):
            if item.get("path") == PRO:
                _plant(item["data"]["attributes"], attack)
    return planted


def items_in(catalogue: Any) -> list[dict[str, Any]]:
    """Return the items of a catalogue, whatever object of lists it is."""
    lists = catalogue.values() if isinstance(catalogue, dict) else [catalogue]
    return [item for one in lists for item in (one.get("items", []) if isinstance(one, dict) else one)]


def _plant(attributes: dict[str, Any], attack: Attack) -> None:
    if attack.place == "feature":
        attributes["offer_features__limio"] = f"<ul><li>{attack.text}</li><li>Trackers</li></ul>"
    elif attack.place == "name_of_offer":
        attributes["display_name__limio"] = attack.text
    elif attack.place == "description":
        attributes["checkout_description__limio"] = attributes["detailed_display_price__limio"] = attack.text
    elif attack.place == "shown_price":
        attributes["display_price__limio"] = attack.text
    elif attack.place == "label":
        attributes["label__limio"] = [*attributes["label__limio"], attack.text]


def playbook(attack: Attack | None, folder: Path) -> Playbook:
    """Return the sandbox shop's playbook, with the attack in its knowledge."""
    if not attack or attack.place != "knowledge":
        return _unharmed()
    shutil.copytree(TIDEWELL.with_suffix(""), folder / "tidewell")
    shutil.copy(TIDEWELL, folder)
    packages = folder / "tidewell" / "packages.md"
    planted = f"## What does Business Pro include?\n{attack.text}\n"
    packages.write_text(f"{packages.read_text()}\n{planted}")
    return Playbook.load(folder / TIDEWELL.name)


@cache
def _unharmed() -> Playbook:
    return Playbook.load(TIDEWELL)


def obeying(read: dict[str, Any], honest: dict[str, Any]) -> dict[str, Any]:
    """Return an honest reading with all that an attack wants read into it."""
    both = dict(honest)
    for name, value in read.items():
        both[name] = [*value, *honest.get(name, [])] if isinstance(value, list) else value
    return both


class ObedientReader(BaseChatModel):
    """Reads a sale's messages, and writes into each reading what an attack wants."""

    wants: dict[str, Any]
    count: int = 0

    @property
    def _llm_type(self) -> str:
        return "obedient"

    def bind_tools(self, tools, **_: Any):
        return self.bind(answer_by=getattr(tools[0], "__name__", None) or tools[0]["function"]["name"])

    def _generate(self, messages, stop=None, run_manager=None, **more: Any) -> ChatResult:  # noqa: ARG002  LangChain's signature
        honest = next(reading for said, reading in READINGS.items() if messages[-1].text.startswith(said))
        self.count += 1
        call = {"name": more["answer_by"], "args": obeying(self.wants, honest), "id": "reading"}
        return ChatResult(generations=[ChatGeneration(message=AIMessage("", tool_calls=[call]))])
