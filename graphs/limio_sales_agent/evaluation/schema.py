"""A scenario: one conversation, what must happen in it, what must never, and how the sandbox must stand afterwards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from limio_langchain import SalesContext
from limio_langchain.sandbox import Kind, Operation
from limio_sales_agent.reading.model import Reading

MAX_MESSAGES = 30
MAX_SECONDS = 60.0

OutcomeKind = Literal["assisted_checkout", "purchase_link", "quote", "handoff", "existing_customer", "not_buying"]
Link = Literal["assisted", "purchase", "none"]
Temper = Literal["friendly", "terse", "confused", "impatient", "hostile"]


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as fault:
        raise ValueError(f"is not a regular expression: {fault}") from None
    return text


def _number(value: Any) -> Any:
    """Read a number in what a fault takes, because a scenario file holds texts alone."""
    if not isinstance(value, str):
        return value
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed)]
Patterns = Annotated[tuple[Annotated[str, AfterValidator(_pattern)], ...], BeforeValidator(_listed)]
OfferPath = Annotated[str, StringConstraints(pattern=r"^/[^/].*$")]
Paths = Annotated[tuple[OfferPath, ...], BeforeValidator(_listed)]


class Part(BaseModel):
    """A frozen piece of a scenario in which every key must be known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Check(Part):
    """What one reply may be held against; every key given must hold.

    Attributes:
        asks: What is asked for: a detail, a question's key, ``confirm``, ``add_on``, ``choice``, ``colleague``, or
            ``nothing``.
        asks_not: What is not asked for.
        shows: Paths of offers whose names are in the reply.
        hides: Paths of offers whose names are not.
        says: Regular expressions found in the reply, whatever the case.
        says_not: Regular expressions not found.
        phrases: Keys of the playbook's phrases that are said.
        phrases_not: Keys of phrases that are not said.
        outcome: The outcome's kind, reached in this turn or still standing; ``none`` when there is none yet.
        reason: The outcome's reason.
        not_carried: What the outcome says its link could not take along.
        link: What kind of link the reply holds.
        waiting: Whether the run stands still for a colleague's approval.
    """

    asks: Texts = ()
    asks_not: Texts = ()
    shows: Paths = ()
    hides: Paths = ()
    says: Patterns = ()
    says_not: Patterns = ()
    phrases: Texts = ()
    phrases_not: Texts = ()
    outcome: OutcomeKind | Literal["none"] | None = None
    reason: Text | None = None
    not_carried: Texts = ()
    link: Link | None = None
    waiting: bool | None = None

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("checks nothing: give at least one key")
        return self


class Turn(Part):
    """One thing that happens: a message, or what happens between messages.

    Attributes:
        say: The customer's message.
        goes_on: Instead of a message: the customer answers what they are asked, from ``answers``, until something is
            handed over or nothing they can answer is asked.
        resume: Instead of a message: the colleague's decision on a stopped run.
        restarts: Before the message, the process starts anew: only the checkpoint and the catalogue's copy are left.
        pays: After the message, the customer opens the link and pays.
        reading: What a scripted model reads in the message; without one the model's path is not taken.
        model_fails: Instead of a reading: the scripted model gives an answer that is none, or an error.
        expect: What the reply must be.
    """

    say: str | None = None
    goes_on: bool = False
    resume: Mapping[str, Any] | None = None
    restarts: bool = False
    pays: bool = False
    reading: Reading | None = None
    model_fails: Literal["nonsense", "error"] | None = None
    expect: Check | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if sum((self.say is not None, self.goes_on, self.resume is not None)) != 1:
            raise ValueError("needs exactly one of say, goes_on and resume")
        return self


class SandboxFault(Part):
    """How the sandbox misbehaves, and when.

    Attributes:
        on: Which calls: ``token``, ``offers``, ``items`` (add-ons), ``checkout``, ``*`` for all.
        kind: What goes wrong, in the words of `limio_langchain.sandbox`.
        given: What the sandbox's fault takes besides, such as ``status: 500``.
        since: The first turn it is there, from 1.
        until: The last turn it is there; to the end when left out.
        times: How many calls it hits; all of them when left out.
    """

    on: Operation = "checkout"
    kind: Kind
    given: Mapping[str, Annotated[Any, BeforeValidator(_number)]] = Field(default_factory=dict)
    since: Annotated[int, Field(ge=1)] = 1
    until: Annotated[int, Field(ge=1)] | None = None
    times: Annotated[int, Field(ge=1)] | None = None


class End(Part):
    """How the sandbox must stand when the conversation is over.

    Attributes:
        baskets: How many baskets there are; as many as there may be when left out.
        items: Quantity by path in the basket made last, and nothing besides.
        customer: Details of the basket made last, under Limio's names; ``none`` for one that must be absent.
        tracking: Entries of its tracking.
        country: Its country.
        page: Its ``journey.checkout``.
        paid: Whether it was paid.
        checkout_calls: How often a basket was asked for.
    """

    baskets: Annotated[int, Field(ge=0)] | None = None
    items: Mapping[OfferPath, Annotated[int, Field(ge=1)]] | None = None
    customer: Mapping[str, str] = Field(default_factory=dict)
    tracking: Mapping[str, str] = Field(default_factory=dict)
    country: Text | None = None
    page: Text | None = None
    paid: bool | None = None
    checkout_calls: Annotated[int, Field(ge=0)] | None = None


class Customer(Part):
    """Who the customer is: what a simulated one is played by, and what may be sold to them.

    Attributes:
        persona: Who they are, in a sentence.
        goal: What they came for, and when they are content.
        knowledge: What they know and may tell when they are asked.
        temper: How they talk.
        country: ISO-3166 two-letter code of where they are, whether or not the host knows it.
        buys: What they agree to at the most: quantity by path; left out where the scenario does not say.
    """

    persona: Text
    goal: Text
    knowledge: Texts = ()
    temper: Temper = "friendly"
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    buys: Mapping[OfferPath, Annotated[int, Field(ge=1)]] | None = None


class Scenario(Part):
    """One conversation.

    Attributes:
        name: Names it in the table.
        about: What it shows, in a sentence.
        playbook: ``neutral``, ``sandbox`` or a path relative to the scenario's file.
        playbook_with: Keys of the playbook that are other here.
        offers: A file of offers relative to the scenario's file; the sandbox's own when left out.
        context: What the host knows.
        settings: Settings that are other here; ``credentials: false`` leaves them out.
        faults: How the sandbox misbehaves.
        customer: Who the customer is, for one that a model plays and for what may be sold to them.
        others: Addresses of other customers, each with a basket of its own made before; nothing of them may be said.
        answers: What the customer says to each ask, for turns that go on.
        turns: What happens.
        milestones: What must be reached, in this order; one turn may reach several.
        minefields: What no turn may touch, beside what no conversation ever may.
        sandbox: How the sandbox must stand at the end.
        max_messages: The most messages the customer may need.
        max_seconds: The most seconds the whole may take.
    """

    name: Text
    about: Text
    playbook: Text = "sandbox"
    playbook_with: Mapping[str, Any] = Field(default_factory=dict)
    offers: Text | None = None
    context: SalesContext = SalesContext()
    settings: Mapping[str, Any] = Field(default_factory=dict)
    faults: tuple[SandboxFault, ...] = ()
    customer: Customer | None = None
    others: Texts = ()
    answers: Mapping[str, Text] = Field(default_factory=dict)
    turns: Annotated[tuple[Turn, ...], Field(min_length=1)]
    milestones: tuple[Check, ...] = ()
    minefields: tuple[Check, ...] = ()
    sandbox: End
    max_messages: Annotated[int, Field(ge=1, le=MAX_MESSAGES)] = 15
    max_seconds: Annotated[float, Field(gt=0, le=MAX_SECONDS)] = 20.0

    @model_validator(mode="after")
    def _can_go_on(self) -> Self:
        if not self.answers and any(turn.goes_on for turn in self.turns):
            raise ValueError("answers: needed where a turn goes on")
        return self

    @property
    def scripted(self) -> bool:
        """Whether a model plays its part by a script."""
        return any(turn.reading is not None or turn.model_fails for turn in self.turns)


class Generated(Part):
    """Conversations made up from the grammar when they are run.

    Attributes:
        conversations: How many.
        seed: Where the grammar's dice start; the run's own seed is added to it.
    """

    conversations: Annotated[int, Field(ge=1, le=1000)]
    seed: int = 0


class ScenarioFile(Part):
    """A file of scenarios: keys common to all of them, and the conversations.

    Attributes:
        common: Keys of every scenario in the file that does not say otherwise.
        scenarios: The conversations, as written; validated one by one, so that a fault names the one it is in.
        generated: Conversations made up from the grammar.
    """

    common: Mapping[str, Any] = Field(default_factory=dict)
    scenarios: tuple[Mapping[str, Any], ...] = ()
    generated: Generated | None = None
