"""The pages are true: each block of Python on them runs, and the picture is the graph's own."""

import re

import pytest
import readme_benchmarks
from fake_openai import FakeOpenAI, Say
from graph_picture import PAGE, PLACE, drawn
from pages import PAGES, README, blocks

BLOCKS = blocks("python")


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
def tenant(tenant, monkeypatch):
    """What a reader would have set: a tenant, and a model with its key."""
    with FakeOpenAI(seller) as model:
        monkeypatch.setenv("OPENAI_API_KEY", "no-key")
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        yield tenant


def test_there_are_blocks_to_run():
    assert len(BLOCKS) >= 4


@pytest.mark.filterwarnings(
    "ignore:'upload_runs' parameter is in beta"
)  # LangSmith's, of what docs/evaluation.md shows
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
    assert PLACE.search(PAGE.read_text()).group() == drawn(), "run `make picture`"


def test_the_costs_it_quotes_are_the_head_of_the_whole_table():
    quoted = readme_benchmarks.PLACE.search(README.read_text()).group()
    assert quoted == readme_benchmarks.quoted(), "run `make bench`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_a_page_links_to_is_there(page):
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)[^)]*\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_is_read_in_a_sitting():
    assert 150 <= len(README.read_text().splitlines()) <= 200
