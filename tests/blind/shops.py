"""The shops the blind sets are written to: their playbooks, a sandbox that sells them, and what a reader knows there."""

from functools import cache
from pathlib import Path

from langgraph.checkpoint.memory import InMemorySaver
from ruamel.yaml import YAML

from limio_langchain import LimioToolkit
from limio_langchain.eligibility import Sale, Scope, reasons
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import create_sales_agent
from limio_sales_agent.playbook import SANDBOX_PLAYBOOK, Playbook
from limio_sales_agent.reading import Hints

BLIND = Path(__file__).parent
FIXTURES = BLIND.parent / "fixtures" / "playbooks"
PLAYBOOKS = {
    "tidewell": SANDBOX_PLAYBOOK,
    "tidewell-de": FIXTURES / "tidewell-de.yaml",
    "fenwick": FIXTURES / "fenwick.yaml",
    "gymchain": FIXTURES / "gymchain.yaml",
}
CATALOGUES = {
    "tidewell": None,
    "tidewell-de": None,
    "fenwick": str(FIXTURES / "fenwick.json"),
    "gymchain": str(FIXTURES.parent / "shops" / "gymchain.json"),
}
COUNTRY = {"tidewell": "GB", "tidewell-de": "GB", "fenwick": "IE", "gymchain": "GB"}
CURRENCY = {"tidewell": "GBP", "tidewell-de": "GBP", "fenwick": "EUR", "gymchain": "GBP"}
SHOWN = {  # where an entry does not say what was shown last
    "tidewell": ("/offers2/Business Pro Annual", "/offers2/Business Essential Annual", "/offers2/Team Library"),
    "tidewell-de": ("/offers2/Business Pro Annual", "/offers2/Business Essential Annual", "/offers2/Team Library"),
    "gymchain": ("/offers2/Ironleaf All Clubs Yearly", "/offers2/Ironleaf One Club Yearly"),
    "fenwick": ("/offers2/Fenwick Household Monthly", "/offers2/Fenwick Home Coach", "/offers2/Fenwick Ten Classes"),
}


def read(path):
    return YAML(typ="safe", pure=True).load(path)


@cache
def playbook(shop, locale=None, **changed):
    """Return a shop's playbook, some of its keys changed."""
    file = PLAYBOOKS[shop]
    keys = {**read(file), **({"locale": locale} if locale else {}), **changed}
    return Playbook.model_validate(keys, context={"folder": file.parent})


@cache
def catalogue(shop):
    """Return the offers that a shop's playbook sells, and its add-ons."""
    part = playbook(shop).offers
    scope = Scope(attributes=part.attributes, channels=part.channels, path=part.path, tags=part.tags)
    with Sandbox(CATALOGUES[shop]) as limio, LimioToolkit.from_settings(limio.settings()) as toolkit:
        offers = toolkit.run(toolkit.catalog.offers()).offers
        add_ons = toolkit.run(toolkit.catalog.add_ons()).offers
    return tuple(one for one in offers if not reasons(one, Sale(scope))), add_ons


def hints(shop, after, known=()):
    """Return what a reader knows of a message that comes after an ask."""
    offers, add_ons = catalogue(shop)
    return Hints(
        playbook=playbook(shop),
        offers=offers,
        add_ons=add_ons,
        shortlist=() if after == "nothing" else SHOWN[shop],
        expecting=None if after in {"nothing", "open"} else after,
        known=frozenset(known),
        country=COUNTRY[shop],
        currency=CURRENCY[shop],
    )


def agent(limio, its_playbook):
    """Return an agent without a model, in front of a sandbox."""
    toolkit = LimioToolkit.from_settings(limio.settings())
    return create_sales_agent(toolkit, playbook=its_playbook, checkpointer=InMemorySaver())
