"""The facts: what is assumed of Limio's API, on whose word, and what follows where a tenant does otherwise."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

Confidence = Literal["documented", "seen", "inferred", "unknown"]
Look = Literal["reading", "writing", "changing", "none"]


class Fact(BaseModel):
    """Something assumed of Limio's API.

    Attributes:
        id: Short and stable.
        fact: What it is about.
        assumed: What the program takes for granted.
        source: Whose word it is: the page of Limio's, or what kind of real data.
        confidence: ``documented`` by Limio, ``seen`` in real answers, ``inferred`` from these, or ``unknown``.
        otherwise: What follows here where a tenant does otherwise.
        setting: What to set then, or nothing.
        stops: Whether selling would be wrong then.
        look: Whether `conform` finds out by reading, only with ``--write``, with a
            subscription too, or not at all.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    fact: str
    assumed: str
    source: str
    confidence: Confidence
    otherwise: str
    setting: str = ""
    stops: bool = False
    look: Look


def read_facts() -> list[Fact]:
    """Return the facts, in the file's order."""
    return TypeAdapter(list[Fact]).validate_json((files("limio_langchain.conformance") / "facts.json").read_bytes())
