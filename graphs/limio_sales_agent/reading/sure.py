"""Which facts may carry what a customer could hold the team to: prices, promises, links."""

from __future__ import annotations

from limio_langchain.told_links import links_in
from limio_sales_agent.knowledge import Section
from limio_sales_agent.money import cost_of, price_words
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.reading.hints import Hints


def price_facts(hints: Hints) -> str:
    """Return the prices in code's words, without the catalogue's names and texts."""
    playbook = hints.playbook
    return "\n".join(price_words(cost_of(offer, 1, playbook), playbook) for offer in (*hints.offers, *hints.add_ons))


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
    return {link for link in (playbook.links.privacy, playbook.links.terms, playbook.links.account) if link}
