"""Whom a playbook's tilts affect."""

from datetime import UTC, datetime
from decimal import Decimal

from agent_shop import item

from limio_langchain import Offer
from limio_sales_agent.authoring.tilts import Tilted, tilted
from limio_sales_agent.playbook import Playbook

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def offer(name, amount, interval="months", **attributes):
    more = {"allow_multibuy__limio": True, "label__limio": ["business", name.lower()], **attributes}
    return Offer.from_item(item(f"/offers2/{name}", name, amount, interval, product=f"/products/{name}", **more))


SMALL, LARGE = offer("Small", "10"), offer("Large", "30")


def test_who_is_proposed_something_dearer_is_listed_with_what_it_costs_them():
    found = tilted(Playbook(prefer={"label__limio": "large"}), [SMALL, LARGE], NOW)
    assert Tilted("prefer", "12 people, for work", "Large (monthly)", "Small (monthly)", Decimal(5760), "GBP") in found
    assert all(one.customer.endswith("for work") for one in found)


def test_a_tilt_that_changes_nothing_affects_nobody():
    assert tilted(Playbook(prefer={"label__limio": "small"}), [SMALL, LARGE], NOW) == []
    assert tilted(Playbook(), [SMALL, LARGE], NOW) == []


def test_a_tilt_never_hides_a_cheaper_equal():
    dear = offer("Small Plus", "12", label__limio=["business", "small"], offer_features__limio="")
    cheap = Offer.from_item(
        item("/offers2/Small", "Small", "10", product="/products/Small Plus", allow_multibuy__limio=True,
             label__limio=["business", "small", "more"])
    )  # fmt: skip
    assert tilted(Playbook(prefer={"label__limio": "small"}, lead_with="yearly"), [dear, cheap], NOW) == []
