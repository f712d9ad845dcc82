"""What is ordered where offers are named, in a shop whose offers have everyday words for names."""

import pytest

from blind.shops import CATALOGUES, agent, playbook
from limio_langchain.sandbox import Sandbox

ONE_CLUB, ALL_CLUBS = "/offers2/Ironleaf One Club Yearly", "/offers2/Ironleaf All Clubs Yearly"
COACH, FAMILY = "/offers2/Ironleaf Personal Coach", "/offers2/Ironleaf Family Monthly"


@pytest.mark.parametrize(
    ("said", "ordered"),
    [
        ("All Clubs please", [ALL_CLUBS]),  # by the month or by the year: the team leads with the year
        ("All Clubs, New Year 2025 please", [ALL_CLUBS]),  # ended
        ("Family, monthly please", [FAMILY]),
        ("One Club please", [ONE_CLUB]),
        ("One Club and the Personal Coach please", [ONE_CLUB, COACH]),
    ],
)
def test_what_is_named_is_ordered_once(said, ordered):
    with Sandbox(CATALOGUES["gymchain"]) as limio:
        talking = agent(limio, playbook("gymchain"))
        config = {"configurable": {"thread_id": "t"}}
        talking.invoke({"messages": [("user", f"{said}. jo@brand.example")]}, config)
        assert [one["offer"] for one in talking.get_state(config).values["selection"]] == ordered
