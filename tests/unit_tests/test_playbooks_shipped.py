from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import limio_langchain
from limio_langchain.stored_offers import read_catalog_file
from limio_sales_agent import playbook as playbook_package
from limio_sales_agent.authoring.check import check_playbook
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.playbook.knowledge import best_section

SHIPPED = Path(playbook_package.__file__).parent / "examples"
TIDEWELL = Playbook.load(SHIPPED / "tidewell.yaml")
CATALOGUE = read_catalog_file(Path(limio_langchain.__file__).parent / "sandbox" / "catalogue.json").offers


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_playbook_loads(path):
    assert Playbook.load(path).title


def test_the_sandboxs_playbook_finds_every_key_in_the_sandboxs_catalogue():
    found = check_playbook(TIDEWELL, CATALOGUE, datetime(2026, 11, 1, tzinfo=UTC))
    assert [one for one in found if not one.path.startswith("/")] == []


def test_the_sandboxs_playbook_cannot_sell_just_what_the_catalogue_keeps_from_it():
    found = check_playbook(TIDEWELL, CATALOGUE, datetime(2026, 11, 1, tzinfo=UTC))
    assert {one.path for one in found} == {
        "/offers2/Business Pro Annual EUR (Partner)",
        "/offers2/Enterprise Library",
        "/offers2/Home Winter Special 2025",
        "/offers2/Market Data API",
    }


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("What's the difference between Essential and Pro?", "The difference between Essential and Pro"),
        ("can I cancel?", "Cancelling"),
        ("Do I get my money back?", "Refunds"),
        ("do you support SSO / single sign-on?", "Single sign-on"),
        ("can I pay by PayPal?", "Paying"),
        ("do I get a VAT invoice?", "Invoices and VAT"),
        ("where is my data kept?", "Data protection and where data is kept"),
        ("how far back does the archive go?", "The archive"),
        ("is there an app for Android?", "Devices and the app"),
    ],
)
def test_the_sandboxs_knowledge_answers(question, title):
    found = best_section(question, TIDEWELL.sections)
    assert found is not None
    assert found.title == title


@pytest.mark.parametrize(
    "question", ["Who owns Tidewell?", "Do you have a print edition in Braille?", "Is it raining?"]
)
def test_the_sandboxs_knowledge_does_not_guess(question):
    assert best_section(question, TIDEWELL.sections) is None
