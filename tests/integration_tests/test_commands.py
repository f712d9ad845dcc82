"""The command as a user meets it: what it prints, how it exits, what it keeps and what it erases."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from rich.console import Console
from typer.testing import CliRunner

from limio_langchain import BasketPosition, CheckoutRequest, CustomerDetails, LimioClient, LimioToolkit, OrderItem
from limio_langchain.leads import poll
from limio_langchain.sandbox import Sandbox
from limio_sales_agent import create_sales_agent
from limio_sales_agent.cli.app import app
from limio_sales_agent.cli.catalogue import show_file
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.storage import sqlite as memory
from limio_sales_agent.storage import turn_lock
from limio_sales_agent.web.api import thread_of

PRO = "/offers2/Business Pro Annual"
ADDRESS = "zelda.quince@example.org"
SALE = ("Business Pro, yearly, for 5 of us. I'm Zelda Quince, " + ADDRESS, "yes please", "no thanks")


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """What was seen of another tenant is none of this one's."""
    monkeypatch.setenv("LIMIO_CACHE_DIR", "off")


@pytest.fixture
def limio_agent():
    """Runs the command in this process."""

    def run(*words, said=None):
        return CliRunner().invoke(app, list(map(str, words)), input=said)

    return run


def alone(*words, **environment):
    """Run the command as a program of its own."""
    code = [sys.executable, "-c", "from limio_sales_agent.cli import main; main()", *map(str, words)]
    return subprocess.run(code, capture_output=True, text=True, timeout=60, check=False, env=environment or None)


def test_the_demo_ends_in_both_links_and_shows_what_is_behind_them(limio_agent):
    done = limio_agent("demo")
    assert done.exit_code == 0
    links = re.findall(r"^http://\S+$", done.stdout, re.MULTILINE)
    assert ["/api/checkout/recover?basket=" in links[0], "/checkout?purchase=" in links[1]] == [True, True]
    assert "email: jo@brand.io" in done.stdout
    assert "no details are filled in" in done.stdout


def test_the_demo_s_sale_is_paid_on_the_shop_s_page_and_counted_by_the_report(limio_agent):
    told = " ".join(limio_agent("demo").stdout.replace("│", " ").split())
    assert "before: conversation 1, recommended 1, agreed 1, link 1, paid 0; orders paid 0" in told
    assert "after: conversation 1, recommended 1, agreed 1, link 1, paid 1; orders paid 1, GBP 1,495.00" in told


def test_a_conversation_is_kept_and_gone_on_with(limio_agent, tenant, tmp_path):
    place = tmp_path / "talks.sqlite"
    first = limio_agent("chat", "--database", place, "--thread", "t1", said=SALE[0] + "\n/quit\n")
    assert str(place) in first.stdout.replace("\n", "")
    second = limio_agent("chat", "--database", place, "--thread", "t1", said="yes please\nno thanks\n/quit\n")
    assert re.search(r"^http://\S+/api/checkout/recover\S+$", second.stdout, re.MULTILINE)
    assert [basket.order["customerDetails"]["email"] for basket in tenant.baskets] == [ADDRESS]


HOLDING = """
import sys
from pathlib import Path
from limio_sales_agent.storage.turn_lock import TurnLock

with TurnLock(Path(sys.argv[1])).held("t1"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_two_terminals_in_one_conversation_answer_one_after_the_other(limio_agent, tenant, tmp_path, monkeypatch):
    place = tmp_path / "talks.sqlite"
    words = ("chat", "--database", place, "--thread", "t1")
    monkeypatch.setattr(turn_lock, "TURN_WAIT", 0.3)
    code = [sys.executable, "-c", HOLDING, str(place)]
    with subprocess.Popen(code, stdout=subprocess.PIPE, stdin=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        refused = limio_agent(*words, said=SALE[0] + "\n/state\n/quit\n")
        other.communicate()
    assert "Another terminal holds this conversation" in refused.stdout
    assert ADDRESS not in refused.stdout
    assert "£" in limio_agent(*words, said=SALE[0] + "\n/quit\n").stdout


def test_the_terminal_opens_no_conversation_of_the_chat_page_s_and_shows_the_state_of_its_own_alone(
    limio_agent, tenant, tmp_path
):
    place, visitor = tmp_path / "talks.sqlite", thread_of("x" * 43)
    limio_agent("chat", "--database", place, "--thread", "mine", said=SALE[0] + "\n/quit\n")
    other = limio_agent("chat", "--database", place, "--thread", "another", said="/state\n/new\n/state\n/quit\n")
    assert ADDRESS not in other.stdout
    refused = limio_agent("chat", "--database", place, "--thread", visitor, said="/state\n/quit\n")
    assert isinstance(refused.exception, Unusable)
    assert "visitor" in str(refused.exception)


def test_the_end_of_the_input_leaves_without_a_traceback(limio_agent, tenant, tmp_path):
    done = limio_agent("chat", "--database", tmp_path / "t.sqlite", said="hello\n")
    assert (done.exit_code, done.exception) == (0, None)


def test_a_comparison_is_shown_as_a_table_too(limio_agent, tenant, tmp_path):
    said = f"{SALE[0]}\nis it cheaper monthly?\n/quit\n"
    told = limio_agent("chat", "--database", tmp_path / "t.sqlite", said=said).stdout
    assert "Over a year" in told
    assert "Monthly" in told


def test_outcomes_are_written_a_line_each(limio_agent, tenant, tmp_path):
    file = tmp_path / "outcomes.jsonl"
    limio_agent("chat", "--database", tmp_path / "t.sqlite", "--outcomes", file, said="\n".join([*SALE, "/quit"]))
    (told,) = map(json.loads, file.read_text().splitlines())
    assert (told["kind"], told["items"][0]["quantity"]) == ("assisted_checkout", 5)
    assert file.stat().st_mode & 0o077 == 0


def test_the_catalogue_is_filtered_and_listed(limio_agent, tenant):
    listed = limio_agent("offers", "--where", "label__limio=pro", "--json")
    told = [json.loads(line) for line in listed.stdout.splitlines()]
    assert told
    assert all("pro" in one["data"]["attributes"]["label__limio"] for one in told)
    assert "6 offers" in limio_agent("offers", "--where", "label__limio=pro").stdout


def test_the_doctor_is_content_with_a_tenant_that_works(limio_agent, tenant):
    done = limio_agent("doctor")
    assert done.exit_code == 0
    assert "fail" not in done.stdout
    assert tenant.settings().client_secret.get_secret_value() not in done.stdout


@pytest.mark.parametrize(
    ("breaks", "said"),
    [
        (lambda limio: limio.faults.add("token", "status", status=400, body={"error": "invalid_client"}), "token"),
        (lambda limio: limio.faults.add("*", "status", status=500), "catalogue"),
        (lambda limio: [limio.unpublish(item["path"]) for item in _items()], "no published offer"),
    ],
)
def test_the_doctor_exits_non_zero_when_selling_would_fail(limio_agent, tenant, breaks, said):
    breaks(tenant)
    done = limio_agent("doctor")
    assert done.exit_code == 1
    assert any(line.startswith("fail") and said in line for line in done.stdout.splitlines())


def _items():
    with Sandbox() as other, LimioClient(other.settings()) as client:
        return [offer.as_item() for offer in client.list_offers().offers]


def test_wrong_settings_are_told_in_a_line_by_name():
    done = alone("offers", PATH="/usr/bin", LIMIO_SHOP_URL="http://shop.example.com")
    assert done.returncode == 1
    assert "shop_url (LIMIO_SHOP_URL) must use https" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_drafted_playbook_is_one_that_checks(limio_agent, tenant, tmp_path):
    file = tmp_path / "mine.yaml"
    assert limio_agent("playbook", "init", file).exit_code == 0
    again = limio_agent("playbook", "init", file)
    assert "is there already" in str(again.exception)
    assert "Enterprise" in limio_agent("playbook", "check", file).stdout.replace("\n", " ")


def sale(tenant, address, **more):
    with LimioClient(tenant.settings()) as client:
        customer = CustomerDetails(email=address) if address else None
        client.initiate_checkout(CheckoutRequest(items=[OrderItem(offer=PRO)], customer=customer, **more))


def test_baskets_become_quotes_and_leads_once_each(tenant):
    sale(tenant, "ann@example.com")
    sale(tenant, "Ann@example.com")
    sale(tenant, None)
    sale(tenant, "bob@example.com", tracking={"tag": "quote"}, custom_fields={"note": "net 60"})
    later = datetime.now(UTC) + timedelta(minutes=61)
    with LimioClient(tenant.settings()) as client:
        found = poll(client, BasketPosition(later - timedelta(days=1)), later)
        kinds = sorted((record["kind"], record["email"].lower(), record["note"]) for record in found.records)
        assert kinds == [("lead", "ann@example.com", None), ("quote", "bob@example.com", "net 60")]
        assert all(
            record["recovery_link"].startswith(tenant.url + "/api/checkout/recover?") for record in found.records
        )
        assert poll(client, found.position, later).records == ()


def test_a_basket_too_young_for_a_lead_is_one_later(tenant):
    sale(tenant, "ann@example.com")
    now = datetime.now(UTC)
    with LimioClient(tenant.settings()) as client:
        first = poll(client, BasketPosition(now - timedelta(days=1)), now)
        kept = BasketPosition.from_json(first.position.to_json())
        second = poll(client, kept, now + timedelta(minutes=61))
        third = poll(client, second.position, now + timedelta(minutes=62))
    assert [len(run.records) for run in (first, second, third)] == [0, 1, 0]


def test_the_job_s_position_is_kept_in_a_file(limio_agent, tenant, tmp_path):
    file = tmp_path / "position.json"
    sale(tenant, "ann@example.com")
    runs = [limio_agent("baskets", "--since", "1d", "--idle", "0", "--json", "--position", file) for _ in range(2)]
    assert [len(run.stdout.splitlines()) for run in runs] == [1, 0]


def test_a_conversation_is_erased_from_the_file_byte_by_byte(limio_agent, tenant, tmp_path):
    place = tmp_path / "talks.sqlite"
    limio_agent("chat", "--database", place, "--thread", "t1", said=SALE[0] + "\n/quit\n")
    limio_agent("chat", "--database", place, "--thread", "t2", said="hello\n/quit\n")

    def bytes_kept():
        return b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert ADDRESS.encode() in bytes_kept()
    assert limio_agent("forget", "t1", "--database", place).exit_code == 0
    assert [word.encode() in bytes_kept() for word in (ADDRESS, "Zelda", "Quince")] == [False] * 3
    with memory.conversations(place) as saver:
        assert saver.get_tuple({"configurable": {"thread_id": "t2"}}) is not None
    assert limio_agent("forget", "t1", "--database", place).exit_code == 1


def test_with_a_key_nothing_of_the_customer_s_is_in_the_file(tenant, tmp_path, monkeypatch):
    monkeypatch.setenv("LANGGRAPH_AES_KEY", "0123456789abcdef")
    place = tmp_path / "talks.sqlite"
    thread = {"configurable": {"thread_id": "t"}}
    with LimioToolkit.from_settings(tenant.settings()) as toolkit, memory.conversations(place) as saver:
        agent = create_sales_agent(toolkit, checkpointer=saver)
        agent.invoke({"messages": [("user", SALE[0])]}, thread, durability="sync")
        kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert [word.encode() in kept for word in (ADDRESS, "Zelda", "Quince")] == [False] * 3
        state = agent.invoke({"messages": [("user", "yes please")]}, thread, durability="sync")
    assert state["messages"][-1].text
    assert place.stat().st_mode & 0o077 == 0


def test_a_wrong_key_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("LANGGRAPH_AES_KEY", "short")
    with pytest.raises(ValueError, match="LANGGRAPH_AES_KEY must be 16, 24 or 32"):
        memory.serializer()


def test_in_memory_and_on_disk_hold_the_same_types(tenant, tmp_path):
    """States are JSON and messages: what comes back from disk is what went in."""
    with LimioToolkit.from_settings(tenant.settings()) as toolkit, memory.conversations(tmp_path / "t.sqlite") as disk:
        states = []
        for saver in (InMemorySaver(), disk):
            agent = create_sales_agent(toolkit, checkpointer=saver)
            thread = {"configurable": {"thread_id": "t"}}
            agent.invoke({"messages": [("user", SALE[0])]}, thread)
            held = agent.get_state(thread).values
            states.append({name: value for name, value in held.items() if name not in {"messages", "turn"}})
    assert shape(states[0]) == shape(states[1])


def shape(value):
    """Return a value with texts and numbers replaced by their types: ids and times differ from run to run."""
    if isinstance(value, dict):
        return {name: shape(held) for name, held in value.items()}
    return list(map(shape, value)) if isinstance(value, list) else type(value)


def test_a_catalogue_file_is_told_with_what_it_lacks(tmp_path, capsys):
    file = tmp_path / "offers.json"
    file.write_text('[{"path": "/offers2/Plan"}, {"path": "/add_ons/More", "id": "a", "version": "b"}]')
    assert show_file(Console(width=200), file) == 0
    told = capsys.readouterr().out
    assert "/offers2/Plan: has no id or no version at its top, so only a purchase link can sell it" in told
    assert "/add_ons/More: has no price that can be read" in told


def test_a_catalogue_file_without_an_offer_sells_nothing(tmp_path):
    file = tmp_path / "offers.json"
    file.write_text('[{"path": "/add_ons/More", "id": "a", "version": "b"}]')
    assert show_file(Console(), file) == 1
