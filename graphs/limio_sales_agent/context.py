"""What a node works with besides the state: the playbook, what the host knows, where the shop is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from limio_langchain.models.context import SalesContext
from limio_langchain.settings import LimioSettings
from limio_sales_agent.effects import Flow
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.reading.hints import Hints
from limio_sales_agent.reading.model import Reading
from limio_sales_agent.state import SalesState

Reader = Callable[[str, Hints, SalesState], Flow[Reading]]
FROM_CALLERS = frozenset({"customer", "country", "locale", "currency"})
DETAILS = ("email", "first_name", "last_name", "company", "phone")


@dataclass(frozen=True)
class Desk:
    """What a node works with.

    Attributes:
        playbook: What is sold, asked and said.
        settings: The toolkit's settings; whether there are credentials decides the route.
        reader: Reads a message; with a model or without.
        trusted: What holds whatever the run's context says, where that is a caller's and not the host's.
        context: What the host knows; no message can change it.
        thread: The thread's id, or None where the host named none.
    """

    playbook: Playbook
    settings: LimioSettings
    reader: Reader
    trusted: SalesContext | None = field(default=None, repr=False)
    context: SalesContext = field(default_factory=SalesContext, repr=False)
    thread: str | None = None

    def in_run(self, context: Any, thread: str | None) -> Desk:
        """Return this desk for one run: with its context, and money written for the customer's locale."""
        known = as_context(context)
        if self.trusted is not None:
            told = {name: value for name, value in known.model_dump(exclude_none=True).items() if name in FROM_CALLERS}
            known = SalesContext.model_validate(told | self.trusted.model_dump(exclude_none=True))
        return replace(self, context=known, thread=thread, playbook=self.playbook.for_customer(known.locale))

    def say(self, key: str, **values: object) -> str:
        """Return one of the playbook's sentences."""
        return self.playbook.say(key, **values)

    def details(self, state: SalesState) -> dict[str, str]:
        """Return the customer's details as known: what the host knows wins over what they said."""
        told = {name: value for name, value in state.get("customer", {}).items() if name in DETAILS}
        known = self.context.customer.model_dump(exclude_none=True) if self.context.customer else {}
        return told | known

    def country(self, state: SalesState) -> str | None:
        """Return the order's country: the host's, else the settings', else what the customer said."""
        return self.context.country or self.settings.country or state.get("customer", {}).get("country")


def as_context(given: Any) -> SalesContext:
    """Return what the host handed in as a context; another graph's own context says nothing to this one."""
    if isinstance(given, SalesContext):
        return given
    return SalesContext.model_validate(given) if isinstance(given, dict) else SalesContext()
