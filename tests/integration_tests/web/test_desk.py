"""The desk: what a colleague is shown of an order that waits, and what a change would come to."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from colleague import ANN, BEN, BUYS, NAMED, TOKEN, Staged
from page_access import reach
from playwright.sync_api import expect
from typer.testing import CliRunner
from web_server import Visitor

from limio_sales_agent.cli.app import app
from limio_sales_agent.outcomes.desk import HELD_FOR, Desk
from limio_sales_agent.outcomes.store import OutcomeStore
from limio_sales_agent.server.colleagues import Colleagues, read_tokens
from limio_sales_agent.web.retention import delete_older
from limio_sales_agent.web.storage import open_storage
from limio_sales_agent.web.turn_stream import Turns

PRO, ARCHIVE = "/offers2/Business Pro Annual", "/add_ons/Archive Access Annual"


@pytest.fixture
def desk(serve):
    return Staged(serve("--approval", LIMIO_AGENT_TOKEN=TOKEN))


@pytest.fixture(scope="module")
def untouched(serve_all):
    """A desk for all tests that leave its one order as it was."""
    return Staged(serve_all("--approval", **NAMED))


def test_a_card_shows_whose_order_it_is_why_it_waits_and_what_each_line_comes_to(untouched):
    (card,) = untouched.cards()
    assert card["customer"]["email"] == "jo@brand.io"
    assert card["customer"]["first_name"] == "Jo"
    assert card["reasons"] == ["every_order", "by_checkout"]
    (line,) = card["lines"]
    assert (line["name"], line["quantity"], line["total"]) == ("Business Pro", 3, "£972.00")
    assert line["price"].startswith("£324.00 a year")
    assert card["total"] == "£972.00 a year"


def test_a_card_shows_the_last_messages_in_plain_text_and_since_when_it_waits(desk):
    (card,) = desk.cards()
    assert [(one["role"], one["text"]) for one in card["said"] if one["role"] == "customer"] == [
        ("customer", text) for text in BUYS
    ]
    assert card["said"][-1]["role"] == "agent"
    assert 0 <= card["seconds"] < 60
    assert datetime.fromisoformat(card["since"]).utcoffset().total_seconds() == 0


def test_an_order_that_the_customer_changed_after_it_was_shown_says_so(desk):
    (before,) = desk.cards()
    desk.say("make it 40", "yes", "no thanks")
    (now,) = desk.cards()
    assert now["order"] != before["order"]
    assert "changed" in now["reasons"]
    assert now["lines"][0]["quantity"] == 40


def test_another_number_is_priced_as_the_customer_will_be_told_and_nothing_is_decided(limio, desk):
    (card,) = desk.cards()
    priced = desk.send(card, "/price", quantities={PRO: 2}).json()
    assert priced["total"] == "£648.00 a year"
    assert priced["lines"][0]["total"] == "£648.00"
    assert desk.cards()[0]["order"] == card["order"]
    assert limio.baskets == []
    desk.send(card, type="edit", quantities={PRO: 2})
    assert priced["terms"] in desk.visitor.see()["entries"][-1]["text"]


@pytest.mark.parametrize(
    ("token", "change", "status"),
    [
        ("wrong", {}, 401),
        (TOKEN, {"order": "0" * 32}, 409),
        (TOKEN, {"thread": "nobody"}, 409),
        (TOKEN, {"quantities": {}}, 422),
        (TOKEN, {"quantities": {PRO: -1}}, 422),
        (TOKEN, {"quantities": {PRO: 100_001}}, 422),
        (TOKEN, {"quantities": {PRO: 0}}, 422),
        (TOKEN, {"quantities": {PRO: 2, "/offers2/Business Pro": 1}}, 422),
    ],
    ids=[
        "a wrong token",
        "another order",
        "no order",
        "no number",
        "less than none",
        "too many",
        "nothing left",
        "a line it does not have",
    ],
)
def test_a_price_is_told_to_colleagues_alone_and_of_the_order_they_saw(untouched, token, change, status):
    (card,) = untouched.cards()
    asked = {"order": card["order"], "quantities": {PRO: 2}, **change}
    path = f"/{asked.pop('thread', card['thread'])}/price"
    assert untouched.ask("POST", path, token=token, **asked).status_code == status


@pytest.fixture
def both(serve):
    """A desk with an order of two lines."""
    return Staged(serve("--approval", LIMIO_AGENT_TOKEN=TOKEN), buys=(*BUYS[:2], "yes please"))


def counted(card):
    return {one["path"]: one["quantity"] for one in card["lines"]}


def test_each_line_of_an_order_can_have_another_number_which_the_customer_says_yes_to(limio, both):
    (card,) = both.cards()
    assert counted(card) == {PRO: 3, ARCHIVE: 1}
    both.send(card, type="edit", quantities={PRO: 5, ARCHIVE: 2})
    assert "A colleague suggests a change to your order" in both.visitor.see()["entries"][-1]["text"]
    both.say("yes")
    assert {one.path: one.quantity for one in limio.baskets[0].lines} == {PRO: 5, ARCHIVE: 2}


def test_a_line_can_be_taken_out_of_an_order_which_is_offered_no_second_time(limio, both):
    (card,) = both.cards()
    assert counted(both.send(card, "/price", quantities={ARCHIVE: 0}).json()) == {PRO: 3}
    both.send(card, type="edit", quantities={ARCHIVE: 0})
    both.say("yes")
    assert {one.path: one.quantity for one in limio.baskets[0].lines} == {PRO: 3}


def test_add_ons_alone_are_no_order(both):
    (card,) = both.cards()
    refused = both.send(card, type="edit", quantities={PRO: 0})
    assert (refused.status_code, refused.json()["error"]["fields"]) == (422, ["quantities"])
    assert both.cards()[0]["order"] == card["order"]
    assert log_of(both) == []


@pytest.mark.slow
def test_the_page_marks_what_changed_and_tells_the_new_total_before_it_is_sent(desk, browse):
    tab = browse(desk.server.url).tab
    tab.goto(f"{desk.server.url}/approvals#{TOKEN}")
    order = tab.locator(".order")
    expect(order.locator("h2")).to_have_text("Jo Park")
    expect(order.locator(".line").first).to_contain_text("£972.00")
    expect(order.locator(".talk li").first).to_contain_text(BUYS[0])
    expect(tab.get_by_role("button", name="Take out")).to_have_count(0)  # of its one line
    tab.get_by_role("spinbutton", name="Quantity of Business Pro").fill("2")
    expect(tab.get_by_text("New total: £648.00 a year")).to_be_visible()
    desk.say("make it 40", "yes", "no thanks")
    expect(order.locator(".line.changed").first).to_contain_text("before: 3\u00a0×\u00a0Business Pro, £972.00")
    expect(order.locator(".line.total")).to_contain_text("before: £972.00 a year")


def test_a_refusal_s_words_are_told_to_the_customer(desk):
    (card,) = desk.cards()
    words = "We sell this to schools alone. Details: https://www.tidewell.example/terms"
    assert desk.send(card, type="reject", words=words).status_code == 204
    told = desk.visitor.see()["entries"][-1]
    assert told["text"].startswith(f"A colleague writes: {words}")
    assert "Would you like to change it?" in told["text"]
    assert told["blocks"][0]["links"] == ["https://www.tidewell.example/terms"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"words": "Look at https://shop.example.net/sale"}, "foreign_link"),
        ({"words": "Look at [this](//elsewhere.example)"}, "foreign_link"),
        ({"words": "x" * 501}, "unusable"),
        ({"type": "approve", "words": "Gladly."}, "unusable"),
    ],
    ids=["a link", "a link in Markdown", "too long", "with an approval"],
)
def test_words_with_a_link_of_their_own_too_many_or_beside_another_decision_go_to_nobody(untouched, said, code):
    (card,) = untouched.cards()
    refused = untouched.send(card, **{"type": "reject", **said})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, code)
    assert untouched.cards()[0]["order"] == card["order"]


@pytest.fixture
def named(serve):
    return Staged(serve("--approval", **NAMED))


def limio_agent(*args):
    return CliRunner().invoke(app, args).output


def log_of(desk):
    lines = limio_agent("decisions", "--json", "--database", desk.server.database).splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize(("token", "who"), [(ANN, "ann"), (BEN, "ben"), (TOKEN, "colleague")])
def test_a_colleague_is_known_by_the_token_they_show(untouched, token, who):
    assert untouched.ask("GET", "", token=token).json()["you"] == who


def test_a_decision_is_logged_with_who_when_the_order_and_what_they_saw(named):
    (card,) = named.cards()
    named.ask("POST", f"/{card['thread']}", token=BEN, type="reject", order=card["order"], words="Not today.")
    (logged,) = log_of(named)
    assert (logged["who"], logged["action"], logged["order"]) == ("ben", "reject", card["order"])
    assert logged["conversation"] == card["thread"]
    assert abs(datetime.fromisoformat(logged["at"]) - datetime.now(UTC)) < timedelta(minutes=1)
    assert logged["card"]["lines"] == card["lines"]
    assert logged["card"]["total"] == card["total"]
    assert logged["decision"]["words"] == "Not today."
    short = limio_agent("decisions", "--database", named.server.database)
    assert " ben reject " in short
    assert "jo@brand.io" not in short


def test_a_decision_that_is_refused_is_not_logged(untouched):
    (card,) = untouched.cards()
    assert untouched.ask("POST", f"/{card['thread']}", type="approve", order="0" * 32).status_code == 409
    assert log_of(untouched) == []


def test_no_colleague_s_token_is_printed_or_shown(named):
    named.ask("GET", "", token="wrong")
    printed = named.server.stop()
    assert [token for token in (ANN, BEN, TOKEN) if token in printed] == []
    known = Colleagues(TOKEN, read_tokens(NAMED["LIMIO_AGENT_DESK_TOKENS"]))
    assert [token for token in (ANN, BEN, TOKEN) if token in repr(known)] == []


def test_without_the_shared_token_a_named_colleague_s_server_lets_in_no_nameless_one(serve):
    server = serve("--approval", LIMIO_AGENT_DESK_TOKENS=f"ann:{ANN}")
    url = f"{server.url}/api/approvals"
    assert httpx.get(url, headers={"Authorization": f"Bearer {ANN}"}, trust_env=False).json()["you"] == "ann"
    assert httpx.get(url, trust_env=False).status_code == 401
    assert "/approvals#" not in server.stop()


@pytest.mark.parametrize(
    "told",
    ["ann", f"ann:short,ben:{BEN}", f"ann:{ANN},ann:{BEN}", f"ann:{ANN},ben:{ANN}", f"colleague:{ANN}", f":{ANN}"],
    ids=["no token", "a short token", "a name twice", "a token twice", "the shared name", "no name"],
)
def test_tokens_that_cannot_be_told_apart_or_guessed_are_refused_without_being_quoted(told):
    with pytest.raises(ValueError, match=r"^entry \d needs a (name|token) of its own") as refused:
        read_tokens(told)
    assert [token for token in (ANN, BEN, "short") if token in str(refused.value)] == []


HEADER = "X-Forwarded-Email"


@pytest.fixture(scope="module")
def behind(request, serve_all):
    """A server that believes a proxy."""
    return serve_all("--approval", "--trust-proxy", request.param, LIMIO_AGENT_DESK_HEADER=HEADER)


@pytest.mark.parametrize(
    ("behind", "headers", "status"),
    [
        ("127.0.0.1", [(HEADER, "ann@shop.example")], 200),
        ("127.0.0.1", [(HEADER, "ann@shop.example"), ("X-Forwarded-For", "203.0.113.9")], 200),
        ("192.0.2.1", [(HEADER, "ann@shop.example"), ("X-Forwarded-For", "192.0.2.1")], 401),
        ("127.0.0.1", [(HEADER, "ann@shop.example"), (HEADER, "ben@shop.example")], 401),
        ("127.0.0.1", [(HEADER, "")], 401),
        ("127.0.0.1", [], 401),
    ],
    ids=[
        "a proxy",
        "a proxy that tells the visitor's address",
        "a stranger who names the proxy",
        "two names",
        "an empty one",
        "none",
    ],
    indirect=["behind"],
)
def test_a_name_in_a_header_is_believed_of_the_proxy_s_own_connection_alone(behind, headers, status):
    answer = httpx.get(f"{behind.url}/api/approvals", headers=headers, trust_env=False)
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["you"] == "ann@shop.example"


@pytest.mark.parametrize("flags", [(), ("--trust-proxy", "*")], ids=["no proxy", "anybody"])
def test_a_name_in_a_header_is_believed_of_nobody_where_no_proxy_is_named(monkeypatch, flags):
    monkeypatch.setenv("LIMIO_AGENT_DESK_HEADER", HEADER)
    refused = CliRunner().invoke(app, ("web", "--sandbox", "--port", "0", "--approval", *flags))
    assert "name its address with --trust-proxy" in str(refused.exception)


@pytest.mark.parametrize("how", ["a person", "a conversation", "the visitor"])
def test_what_was_decided_on_is_written_out_with_a_person_s_data_and_erased_with_it(named, tmp_path, how):
    (card,) = named.cards()
    named.send(card, type="reject")
    place = named.server.database
    (told,) = map(json.loads, limio_agent("export", "--email", "jo@brand.io", "--database", place).splitlines())
    assert told["decisions"][0]["card"]["customer"]["email"] == "jo@brand.io"
    if how == "the visitor":
        named.visitor.client.delete(f"{named.server.url}/api/conversation").raise_for_status()
    else:
        limio_agent(
            "forget", *(("--email", "jo@brand.io") if how == "a person" else (card["thread"],)), "--database", place
        )
    assert log_of(named) == []
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [word for word in (b"jo@brand.io", card["thread"].encode()) if word in held] == []


async def test_of_a_conversation_that_is_kept_no_longer_who_decided_what_stays_and_what_they_saw_does_not(named):
    (card,) = named.cards()
    named.send(card, type="reject")
    place = named.server.database
    async with open_storage(place) as storage:
        assert await delete_older(place, storage, Turns(), datetime.now(UTC) + timedelta(hours=1)) == 1
    (logged,) = log_of(named)
    assert (logged["who"], logged["action"], logged["card"], logged["decision"]) == ("colleague", "reject", None, None)


def holder(desk):
    (card,) = desk.cards()
    return card["holder"]


def test_who_took_an_order_is_seen_by_all_until_they_give_it_back(named):
    (card,) = named.cards()
    path = f"/{card['thread']}/claim"
    assert named.ask("POST", path, token=ANN).status_code == 204
    assert holder(named) == "ann"
    refused = named.ask("POST", path, token=BEN)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "taken")
    named.ask("DELETE", path, token=BEN)
    assert holder(named) == "ann"
    named.ask("DELETE", path, token=ANN)
    assert holder(named) is None
    assert named.ask("POST", path, token=BEN).status_code == 204


def test_a_claim_keeps_nobody_from_deciding_and_ends_with_the_decision(named):
    (card,) = named.cards()
    named.ask("POST", f"/{card['thread']}/claim", token=ANN)
    assert named.ask("POST", f"/{card['thread']}", token=BEN, type="approve", order=card["order"]).status_code == 204
    assert [one["who"] for one in log_of(named)] == ["ben"]
    with OutcomeStore.open(named.server.database) as store:
        assert Desk(store).holders() == {}


def test_where_no_order_waits_there_is_nothing_to_take(untouched):
    assert untouched.ask("POST", "/nobody/claim").json()["error"]["code"] == "nothing_to_decide"


def test_a_claim_runs_out_and_is_another_s_then():
    now = [1000.0]
    with OutcomeStore.open(":memory:", clock=lambda: now[0]) as store:
        desk = Desk(store)
        assert desk.claim("one", "ann") == "ann"
        now[0] += HELD_FOR - 1
        assert desk.claim("one", "ben") == "ann"
        now[0] += 2
        assert desk.holders() == {}
        assert desk.claim("one", "ben") == "ben"
        assert desk.holders() == {"one": "ben"}


@pytest.mark.parametrize(("back", "holder"), [(86_400, "ben"), (30, "ann")], ids=["a day", "another server's clock"])
def test_a_claim_of_before_the_clock_was_put_back_keeps_nobody_from_an_order(back, holder):
    now = [1_000_000.0]
    with OutcomeStore.open(":memory:", clock=lambda: now[0]) as store:
        desk = Desk(store)
        desk.claim("one", "ann")
        now[0] -= back
        assert (desk.lapsed() == ["one"], desk.holders() == {}) == (holder == "ben", holder == "ben")
        assert desk.claim("one", "ben") == holder


@pytest.mark.slow
def test_the_page_proposes_other_numbers_of_each_line_and_a_line_less(both, browse):
    tab = browse(both.server.url).tab
    tab.goto(f"{both.server.url}/approvals#{TOKEN}")
    propose = tab.get_by_role("button", name="Propose it")
    expect(propose).to_be_disabled()
    out = tab.get_by_role("button", name="Take out Archive Access")
    tab.get_by_role("spinbutton", name="Quantity of Business Pro").fill("5")
    tab.get_by_role("spinbutton", name="Quantity of Archive Access").fill("")
    expect(propose).to_be_disabled()
    out.click()
    expect(tab.get_by_text("New total: £1,620.00 a year")).to_be_visible()
    tab.get_by_role("button", name="Put back Archive Access").click()
    expect(propose).to_be_disabled()
    out.click()
    propose.click()
    expect(tab.locator(".order")).to_have_count(0)
    assert "£1,620.00" in both.visitor.see()["entries"][-1]["text"]


@pytest.mark.slow
def test_two_colleagues_see_who_has_an_order_and_go_through_orders_by_keyboard(named, browse):
    other = Visitor(named.server)
    other.see()
    for text in ("Business Pro, yearly, for 8 people. I'm Kim Lee, kim@brand.io", "yes", "no thanks"):
        other.say(text)
    ann, ben = (browse(named.server.url).tab for _ in range(2))
    for tab, token in ((ann, ANN), (ben, BEN)):
        tab.goto(f"{named.server.url}/approvals#{token}")
        expect(tab.locator(".order")).to_have_count(2)
    expect(ann.locator("#you")).to_have_text("· You are ann.")
    ann.get_by_role("button", name="Take it").first.click()
    expect(ann.locator(".holder").first).to_have_text("you have it")
    expect(ben.locator(".holder").first).to_have_text("ann has it")
    expect(ben.get_by_role("button", name="Take it")).to_have_count(0)  # the other order is closed
    ben.keyboard.press("j")
    expect(ben.locator("summary.head").first).to_be_focused()
    ben.keyboard.press("ArrowDown")
    expect(ben.locator("summary.head").nth(1)).to_be_focused()
    ben.keyboard.press("Enter")
    expect(ben.locator(".order").nth(1).get_by_role("button", name="Approve")).to_be_visible()
    ben.keyboard.press("k")
    expect(ben.locator("summary.head").first).to_be_focused()
    ann.get_by_role("button", name="Give it back").click()
    expect(ben.locator(".holder").first).to_be_empty()


@pytest.mark.slow
def test_a_colleague_declines_with_words_by_keyboard_alone_and_the_focus_is_not_lost(named, browse):
    tab = browse(named.server.url).tab
    tab.goto(f"{named.server.url}/approvals#{ANN}")
    expect(tab.locator(".order")).to_have_count(1)
    tab.keyboard.press("j")
    expect(tab.locator("summary.head")).to_be_focused()
    reach(tab, "Decline")
    tab.keyboard.press("Enter")
    tab.keyboard.type("Not before the summer.")
    reach(tab, "Decline the order")
    tab.keyboard.press("Space")
    expect(tab.locator(".order")).to_have_count(0)
    expect(tab.locator("#told")).to_be_focused()
    assert "A colleague writes: Not before the summer." in named.visitor.see()["entries"][-1]["text"]


@pytest.mark.slow
def test_the_desk_is_in_the_colleague_s_language(serve, browse):
    german = Path(__file__).parents[2] / "fixtures" / "playbooks" / "tidewell-de.yaml"
    server = serve("--approval", "--playbook", str(german), LIMIO_AGENT_TOKEN=TOKEN)
    tab = browse(server.url, locale="de-DE").tab
    tab.goto(f"{server.url}/approvals#{TOKEN}")
    expect(tab.get_by_role("heading", name="Wartet auf das Team")).to_be_visible()
    expect(tab.get_by_text("Nichts wartet.")).to_be_visible()
