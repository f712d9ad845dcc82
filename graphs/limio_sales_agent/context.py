"""What a node works with besides the state: the playbook, what the host knows, where the shop is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

from limio_langchain.models.context import SalesContext
from limio_langchain.settings import LimioSettings
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.state import SalesState

FROM_CALLERS = frozenset({"customer", "country", "locale", "currency"})
NOTHING_KNOWN = SalesContext()
DETAILS = ("email", "first_name", "last_name", "company", "phone")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class RunContext:
    """What a node works with.

    Attributes:
        playbook: What is sold, asked and said.
        settings: The toolkit's settings; whether there are credentials decides the route.
        trusted: What holds whatever the run's context says, where that is a caller's and not the host's.
        context: What the host knows; no message can change it.
        refused: What a caller set of this run's context and may not.
        thread: The thread's id, or None where the host named none.
        paused: Whether an operator has stopped new baskets.
        now: What time it is.
    """

    playbook: Playbook
    settings: LimioSettings
    trusted: SalesContext | None = field(default=None, repr=False)
    context: SalesContext = field(default_factory=SalesContext, repr=False)
    refused: tuple[str, ...] = ()
    thread: str | None = None
    paused: bool = False
    now: Callable[[], datetime] = _now

    @property
    def no_baskets(self) -> Literal["no_credentials", "paused"] | None:
        """Why no basket can be made at the moment, or None where one can be tried."""
        return "paused" if self.paused else None if self.settings.has_credentials else "no_credentials"

    def in_run(
        self, context: Any, thread: str | None, *, paused: bool = False, language: str | None = None
    ) -> RunContext:
        """Return this for one run: with its context, and in the locale the host names, else the language they write."""
        known, refused = as_context(context), self.refused
        if self.trusted is not None:
            known, refused = _of_caller(known, self.trusted)
        book = self.playbook.for_customer(known.locale or self._answered(language))
        return replace(self, context=known, refused=refused, thread=thread, paused=paused, playbook=book)

    def is_at_hand(self, context: Any, language: str | None) -> bool:
        """Return whether `in_run` reads no file: whatever locale it goes by was asked for before, or is the shop's."""
        named = [one.locale for one in (as_context(context), self.trusted) if one]
        return all(map(self.playbook.is_at_hand, (*named, self._answered(language))))

    def _answered(self, language: str | None) -> str | None:
        return language if language in self.playbook.languages else None

    def say(self, key: str, **values: object) -> str:
        """Return one of the playbook's sentences."""
        return self.playbook.say(key, **values)

    def details(self, state: SalesState) -> dict[str, str]:
        """Return the customer's details as known: what the host knows wins over what they said."""
        said = {name: value for name, value in state.get("customer", {}).items() if name in DETAILS}
        known = self.context.customer.model_dump(exclude_none=True) if self.context.customer else {}
        return said | known

    def country(self, state: SalesState) -> str | None:
        """Return the order's country: the host's, else the settings', else what the customer said."""
        return self.context.country or self.settings.country or state.get("customer", {}).get("country")

    def currency(self, state: SalesState) -> str | None:
        """Return the currency they pay in: the host's, else what the customer said."""
        return self.context.currency or state.get("needs", {}).get("currency")


def _of_caller(given: SalesContext, trusted: SalesContext) -> tuple[SalesContext, tuple[str, ...]]:
    """Return what holds of a caller's context, and the names of what a caller may not set."""
    said = given.model_dump(exclude_unset=True, exclude_none=True)
    allowed = {name: value for name, value in said.items() if name in FROM_CALLERS}
    known = SalesContext.model_validate(allowed | trusted.model_dump(exclude_none=True))
    held = known.model_dump()
    return known, tuple(sorted(name for name, value in said.items() if held[name] != value))


def as_context(given: Any) -> SalesContext:
    """Return what the host handed in as a context; another graph's own context says nothing to this one."""
    if isinstance(given, SalesContext):
        return given
    return SalesContext.model_validate(given) if isinstance(given, dict) else NOTHING_KNOWN
