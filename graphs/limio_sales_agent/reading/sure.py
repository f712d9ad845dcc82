"""Which facts may carry what a customer could hold the team to: prices, promises, links."""

from __future__ import annotations

from limio_langchain.link_guard import links_in
from limio_langchain.models.offer import Offer
from limio_sales_agent.money import number_of, price_and_total
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.playbook.knowledge import Section
from limio_sales_agent.reading.hints import Hints


def price_facts(hints: Hints) -> str:
    """Return the prices in code's words, without the catalogue's names and texts."""
    return "\n".join(price_fact(offer, hints) for offer in (*hints.offers, *hints.add_ons))


def price_fact(offer: Offer, hints: Hints) -> str:
    """Return an offer's price with the total for their number, so that nobody has to multiply; else each tier's."""
    return price_and_total(offer, number_of(offer, hints.needs, hints.playbook), hints.playbook)


def sure_facts(hints: Hints) -> str:
    """Return the team's own words: the prices, the knowledge that may be told, the playbook's links."""
    playbook = hints.playbook
    knowledge = [f"{section.title}: {section.text}" for section in told_sections(playbook)]
    return "\n".join([price_facts(hints), *knowledge, *own_links(playbook)])


def told_sections(playbook: Playbook) -> list[Section]:
    """Return the sections of the knowledge without a link but the playbook's own, which are all that may be shown."""
    own = own_links(playbook)
    return [one for one in playbook.sections if set(links_in(f"{one.title}\n{one.text}")) <= own]


def own_links(playbook: Playbook) -> set[str]:
    """Return the links that the playbook names."""
    return set(playbook.own_links)
