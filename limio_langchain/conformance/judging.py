"""Holds the facts against what was found."""

from __future__ import annotations

from dataclasses import dataclass

from limio_langchain import LimioSettings
from limio_sales_agent.conform import reading, writing
from limio_sales_agent.conform.asking import Tenant
from limio_sales_agent.conform.facts import Fact, read_facts
from limio_sales_agent.conform.found import Found, not_seen


@dataclass(frozen=True)
class Row:
    """A fact, and what was found of it.

    Attributes:
        fact: What is assumed.
        found: What the tenant does.
    """

    fact: Fact
    found: Found

    @property
    def differs(self) -> bool:
        """Whether the tenant does otherwise."""
        return self.found.verdict == "differs"

    @property
    def stops(self) -> bool:
        """Whether selling would be wrong."""
        return self.differs and self.fact.stops


def conform(settings: LimioSettings, *, write: bool = False) -> list[Row]:
    """Hold each fact against a tenant.

    Args:
        settings: The tenant's, with credentials.
        write: Also make one basket, on a test tenant, for a customer nobody is. Nothing is paid.

    Returns:
        A row a fact, in the facts' order. What they say holds no secret, no address and nothing of a customer's.
    """
    with Tenant.of(settings) as tenant:
        catalogue = reading.Catalogue(tenant)
        found = {name: look(catalogue) for name, look in reading.LOOKS.items()}
        if write:
            basket = writing.Basket(catalogue)
            found |= {name: look(basket) for name, look in writing.LOOKS.items()}
    return [Row(fact, found.get(fact.id) or _not_tried(fact)) for fact in read_facts()]


def _not_tried(fact: Fact) -> Found:
    return not_seen("needs --write on a test tenant" if fact.look == "writing" else "no call would tell")
