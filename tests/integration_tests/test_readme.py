"""The README is true: each block of Python in it runs, and the picture is the graph's own."""

import re
from pathlib import Path

import pytest

import readme_benchmarks
from fake_openai import FakeOpenAI, Say
from limio_langchain.sandbox import Sandbox
from readme_picture import PLACE, README, drawn

BLOCKS = re.findall(r"^```python\n(.*?)^```", README.read_text(), re.DOTALL | re.MULTILINE)


def seller(request):
    """What a model does in the place of the README's: it looks for an offer, orders it, and hands the link over."""
    last = request["messages"][-1]
    if last["role"] == "user":
        return "limio_find_offers", {"label": "business", "people": 12, "billing": "yearly"}
    if not (link := re.search(r"https?://\S+/recover\S+", last["content"])):
        order = {"offer": "/offers2/Business Pro Annual", "quantity": 12}
        return "limio_create_checkout", {"items": [order], "email": "jo@brand.io"}
    return Say(f"Here is your checkout: {link.group()}")


@pytest.fixture
def tenant(monkeypatch):
    """What a reader would have set: a tenant, and a model with its key."""
    with Sandbox() as limio, FakeOpenAI(seller) as model:
        known = limio.settings()
        monkeypatch.setenv("LIMIO_SHOP_URL", known.shop_url)
        monkeypatch.setenv("LIMIO_API_URL", known.api_url)
        monkeypatch.setenv("LIMIO_CLIENT_ID", known.client_id)
        monkeypatch.setenv("LIMIO_CLIENT_SECRET", known.client_secret.get_secret_value())
        monkeypatch.setenv("OPENAI_API_KEY", "no-key")
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        yield limio


def test_there_are_blocks_to_run():
    assert len(BLOCKS) >= 4


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_each_block_of_python_runs(block, tenant, capsys):
    exec(compile(block, "README.md", "exec"), {"__name__": "readme"})
    printed = capsys.readouterr().out
    assert "error" not in printed.lower()
    assert bool(printed) == ("print(" in block)


def test_the_conversation_in_the_readme_ends_in_a_checkout(tenant, capsys):
    block = next(block for block in BLOCKS if "create_sales_agent" in block)
    exec(compile(block, "README.md", "exec"), {"__name__": "readme"})
    assert capsys.readouterr().out.rstrip().endswith("assisted_checkout")


def test_the_agent_in_the_readme_sells(tenant, capsys):
    block = next(block for block in BLOCKS if "create_agent" in block and "print(" in block)
    assert len(block.splitlines()) <= 12
    exec(compile(block, "README.md", "exec"), {"__name__": "readme"})
    (basket,) = tenant.baskets
    assert [(line.path, line.quantity) for line in basket.lines] == [("/offers2/Business Pro Annual", 12)]
    assert tenant.settings().shop_url + basket.recovery_link in capsys.readouterr().out


def test_the_picture_is_the_graph_s_own():
    assert PLACE.search(README.read_text()).group() == drawn(), "run `make picture`"


def test_the_costs_it_quotes_are_the_head_of_the_whole_table():
    quoted = readme_benchmarks.PLACE.search(README.read_text()).group()
    assert quoted == readme_benchmarks.quoted(), "run `make bench`"


def test_every_file_the_readme_links_to_is_there():
    links = re.findall(r"\]\((?!https?://|#)([^)]+)\)", README.read_text())
    assert links
    assert [link for link in links if not (Path(README).parent / link).exists()] == []
