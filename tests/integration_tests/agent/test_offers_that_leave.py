"""An offer that leaves between the recommendation and the yes is not sold: the customer is told, and shown what fits now."""

import copy

import pytest

from limio_langchain import SalesContext
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import Playbook

PRO = "/offers2/Business Pro Annual"
PLAYBOOK = Playbook(
    offers={"attributes": {"label__limio": ["business"]}, "channels": ["ai", "Online"]},
    add_ons="never",
    lead_with="yearly",
)
OPENING = "Business Pro, yearly, for 3 people. I'm Jo Park of Brand, jo@brand.io"
LEFT = {
    "the catalogue": None,
    "its country": {"allowed_countries__limio": ["FR"]},
    "its channel": {"sales_channel__limio": ["Salesforce"]},
    "its dates": {"valid_date_range__limio": {"to": "2020-01-01T00:00:00Z"}},
    "its scope": {"label__limio": ["private"]},
}


@pytest.fixture
def own():
    """A Limio of the test's own, as its catalogue changes."""
    with Sandbox() as running:
        yield running


@pytest.fixture
def chat(talk, own):
    chat = talk(PLAYBOOK, limio=own, catalog_ttl=0.0, context=SalesContext(country="GB"))
    assert "£972.00" in chat.say(OPENING)
    return chat


def leaves(limio, attributes):
    if attributes is None:
        limio.unpublish(PRO)
        return
    item = copy.deepcopy(dict(limio.catalogue.by_path(PRO)))
    item["data"]["attributes"] |= attributes
    limio.publish(item)


@pytest.mark.parametrize("left", LEFT)
def test_after_the_yes_nothing_is_made_and_what_fits_now_is_shown(chat, own, left):
    leaves(own, LEFT[left])
    said = chat.say("yes")
    assert "is no longer sold here" in said
    assert "http" not in said
    assert own.baskets == []
    assert PRO not in chat.state["shortlist"]
    assert chat.state["shortlist"]


@pytest.mark.parametrize("left", LEFT)
def test_no_terms_of_it_are_told_where_they_change_the_number(chat, own, left):
    leaves(own, LEFT[left])
    said = chat.say("make it 7")
    assert "is no longer sold here" in said
    assert PRO not in {line["offer"] for line in chat.state["selection"]}
    chat.say("yes")
    assert PRO not in {line.path for basket in own.baskets for line in basket.lines}
