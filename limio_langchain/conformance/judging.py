"""Holds the facts against what was found."""

from __future__ import annotations

from dataclasses import dataclass

from limio_langchain.api.offers import list_catalog_items, list_offers
from limio_langchain.conformance import changing, reading, writing
from limio_langchain.conformance.asking import Tenant
from limio_langchain.conformance.facts import Fact, read_facts
from limio_langchain.conformance.found import Found, not_seen
from limio_langchain.conformance.recording import Exchange
from limio_langchain.settings import LimioSettings

EVERY_OFFER, EVERY_ADD_ON = list_offers(page_size=250), list_catalog_items("add_on", page_size=250)
MOST_PAGES = 40  # of a catalogue that is recorded


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


def conform(
    settings: LimioSettings,
    *,
    write: bool = False,
    subscription_id: str | None = None,
    record: list[Exchange] | None = None,
) -> list[Row]:
    """Hold each fact against a tenant.

    Args:
        settings: The tenant's, with credentials.
        write: Also make one basket, on a test tenant, for a customer nobody is. Nothing is paid.
        subscription_id: With `write`: a subscription of a test tenant's; a change of it is begun and never confirmed.
        record: Takes what was asked and answered, as it came, and the whole catalogue beside; see `scrubbing`.

    Returns:
        A row a fact, in the facts' order. What they say holds no secret, no address and nothing of a customer's.
    """
    with Tenant.of(settings, record) as tenant:
        catalogue = reading.Catalogue(tenant)
        found = {name: look(catalogue) for name, look in reading.LOOKS.items()}
        if write:
            basket = writing.Basket(catalogue)
            found |= {name: look(basket) for name, look in writing.LOOKS.items()}
            if subscription_id:
                change = changing.Change(basket, subscription_id)
                found |= {name: look(change) for name, look in changing.LOOKS.items()}
        if record is not None:
            _read_catalogue(tenant)
    return [Row(fact, found.get(fact.id) or _not_tried(fact)) for fact in read_facts()]


def _read_catalogue(tenant: Tenant) -> None:
    """Ask for all offers and add-ons, page by page, as the program does."""
    for listed in (EVERY_OFFER, EVERY_ADD_ON):
        query = dict(listed.params)
        for _ in range(MOST_PAGES):
            more = tenant.get(listed.path, query).get("queryMore")
            if not isinstance(more, dict) or not {"from", "alias"} <= set(more):
                break
            query |= {"opt.queryMoreFrom": str(more["from"]), "opt.queryMoreAlias": str(more["alias"])}


def _not_tried(fact: Fact) -> Found:
    needs = {"writing": "needs --write on a test tenant", "changing": "needs --write and --subscription ID there"}
    return not_seen(needs.get(fact.look, "no call would tell"))
