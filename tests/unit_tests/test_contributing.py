"""What CONTRIBUTING.md says of the code is so."""

import re

import pytest
from contributing import PAGE, PARTS, shown
from layers import ROOT
from walk import walked, without_reader_and_client

MOST = 35  # files


@pytest.mark.parametrize("name", sorted(PARTS.keys() - {"walk"}))
def test_each_part_made_from_the_code_is_up_to_date(name):
    assert shown(name) == PARTS[name](), "run `make contributing`"


def test_a_message_passes_few_files_on_its_way_to_the_link_and_the_page_names_them():
    told, passed = walked()
    ours = without_reader_and_client(passed)
    assert '"leads_to":"checkout"' in told
    assert len(ours) <= MOST
    listed = set(re.findall(r"^\d+\. `(.*?)`", shown("walk"), re.MULTILINE))
    assert listed == set(ours), "run `make contributing`"


def test_each_place_in_the_table_is_there():
    table = PAGE.read_text().partition("## Where does X go?")[2].partition("\nNames without")[0]
    places = [place.rstrip("/") for place in re.findall(r"`([\w/]+(?:/|\.py))`", table)]
    agent, toolkit = ROOT / "graphs" / "limio_sales_agent", ROOT / "limio_langchain"
    assert places
    assert not [
        place
        for place in places
        if not any((root / place).exists() for root in (ROOT, agent, toolkit, agent / "reading", agent / "playbook"))
    ]
