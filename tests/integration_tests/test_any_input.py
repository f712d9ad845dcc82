"""Anything at all, where something is taken in: answered, read, or refused by one clear error; never another exception."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fake_limio import API, SHOP, FakeClock
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from pydantic import ValidationError
from scripted_model import ScriptedModel
from typer.testing import CliRunner

from limio_langchain import (
    CheckoutRequest,
    CustomerDetails,
    LimioClient,
    LimioError,
    LimioSettings,
    LimioToolkit,
    Offer,
    OrderItem,
    purchase_link,
)
from limio_langchain.errors import CatalogueUnavailable
from limio_langchain.links import join_link
from limio_langchain.stored_offers import read_catalog_file
from limio_langchain.tools.toolkit import PROFILES
from limio_sales_agent import Playbook, create_sales_agent
from limio_sales_agent.cli.app import app
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.playbook import PlaybookError
from limio_sales_agent.strict_yaml import parse

FIXTURES = Path(__file__).parents[1] / "fixtures"
PLAYBOOKS = Path(__file__).parents[2] / "graphs" / "limio_sales_agent" / "playbook" / "examples"
OFFERS = json.loads((FIXTURES / "real-offers.json").read_text())
REAL = [item for told in OFFERS.values() for item in (told if isinstance(told, list) else told.get("items", []))]
PRO = "/offers2/Business Pro Annual"


def few(examples):
    """Return the settings of a test whose examples cost much; `make fuzz` takes its own, far greater number."""
    fuzzing = settings.default.max_examples > 1_000
    chosen = settings.default.max_examples if fuzzing else examples
    return settings(max_examples=chosen, suppress_health_check=list(HealthCheck))


ODD = st.sampled_from(
    ["\0", "\u202e", "\ufeff", "e\u0301", "\U0001f468\u200d\U0001f469", "1e999", "-0", "٣", "<b>", "{x}", "%s"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | ODD
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def toolkit(served):
    with LimioToolkit.from_settings(served.settings()) as made:
        yield made


def fault_of(kind, call, *given, **more):
    """Return the error of a kind that a call ends with, or None; any other error goes on."""
    try:
        call(*given, **more)
    except kind as error:
        return error
    return None


@st.composite
def mutated(draw, value, depth=0):
    """Return JSON like `value`, with something of it left out or replaced by anything."""
    if depth > 1 and draw(st.integers(0, 9)) == 0:
        return draw(JSON)
    if isinstance(value, dict):
        return {key: draw(mutated(one, depth + 1)) for key, one in value.items() if draw(st.integers(0, 19))}
    if isinstance(value, list):
        return [draw(mutated(one, depth + 1)) for one in value[:4]]
    return value


# Tools -------------------------------------------------------------------------------------------------------------


@pytest.mark.hypothesis
@pytest.mark.parametrize("name", [*PROFILES["sell"], *PROFILES["ops"]])
def test_a_tool_answers_any_arguments(toolkit, name):
    tool = toolkit.get_tools(include=[name])[0]
    fields = st.sampled_from([*tool.tool_call_schema.model_json_schema()["properties"], "colour", ""])
    orders = st.lists(st.fixed_dictionaries({"offer": st.just(PRO) | JSON}, optional={"quantity": JSON, "x": JSON}))
    given_values = JSON | st.just(PRO) | orders | st.lists(st.just(PRO))

    @few(30)
    @given(st.dictionaries(fields, given_values, max_size=4))
    def answered(arguments):
        told = tool.invoke({"type": "tool_call", "id": "1", "name": name, "args": arguments})
        assert told.status in {"success", "error"}
        assert told.status == "success" or json.loads(told.content)["error"]["code"]

    answered()


# Answers of the API ------------------------------------------------------------------------------------------------


@few(20)
@given(st.sampled_from(REAL[:40]).flatmap(mutated))
def test_a_real_offer_with_anything_wrong_in_it_is_read(item):
    if isinstance(item, dict):
        offer = Offer.from_item(item)
        assert isinstance(repr(offer) + offer.display_name + repr(offer.price) + repr(offer.as_item()), str)


ORDER = CheckoutRequest(
    items=[OrderItem(offer=PRO, id="i", version="v", quantity=1)], customer=CustomerDetails(email="a@b.example")
)
CALLS = {
    "/oauth2/token": lambda client: client.list_offers(),
    "/api/offers/v2": lambda client: client.list_offers(),
    "/api/admin/checkout/initiate": lambda client: client.initiate_checkout(ORDER),
    "/api/checkout/abandoned": lambda client: client.list_abandoned_baskets(datetime(2026, 1, 1, tzinfo=UTC)),
}
KEYS = st.sampled_from(
    [
        "access_token",
        "expires_in",
        "items",
        "hits",
        "queryMore",
        "id",
        "recoveryLink",
        "assistedCheckoutLink",
        "created",
    ]
)
ANSWERS = (
    JSON
    | st.dictionaries(KEYS, JSON, max_size=5)
    | st.fixed_dictionaries({"items": st.lists(st.dictionaries(KEYS, JSON))})
)


@pytest.mark.hypothesis
@pytest.mark.parametrize("path", CALLS)
def test_any_json_in_an_answer_is_read_or_is_one_of_the_library_s_errors(path):
    @few(30)
    @given(ANSWERS, st.sampled_from([200, 201, 400, 401, 404, 409]))
    @example({"access_token": "t", "expires_in": float("inf")}, 200)
    @example({"access_token": "t\r\nX: y", "expires_in": 1}, 200)
    @example({"access_token": "t\xf6", "expires_in": 1}, 200)
    def read(answer, status):
        def app_(request):
            if request.url.path == path:
                return httpx.Response(status, content=json.dumps(answer).encode())
            return httpx.Response(200, json={"access_token": "t", "expires_in": 9, "items": [], "hits": 0})

        known = LimioSettings(shop_url=SHOP, api_url=API, client_id="i", client_secret="s", cache_dir=None)
        options = {"transport": httpx.MockTransport(app_), "clock": FakeClock().clock}
        with LimioClient(known, **options) as client, suppress(LimioError):
            CALLS[path](client)

    read()


@few(30)
@given(st.binary(max_size=200) | st.builds(lambda told: json.dumps(told).encode(), JSON | st.lists(JSON)))
@example(b"[" * 100_000)
@example(b'[{"path": "/offers2/A", "data": {"attributes": {"price__limio": 1e999}}}]')
def test_any_catalogue_file_gives_offers_or_says_what_is_wrong_with_it(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "catalogue.json"
    path.write_bytes(content)
    told = fault_of(CatalogueUnavailable, read_catalog_file, path)
    assert told is None or "catalogue.json" in str(told)


# Links -------------------------------------------------------------------------------------------------------------


@given(st.text(), st.text(), st.text() | st.none(), st.dictionaries(st.text(), st.text(), max_size=2))
@example("/offers2/A", "checkout", "\ud800", {})
def test_a_purchase_link_is_on_the_shop_or_is_refused(offer, page, promo, params):
    with suppress(ValueError):
        link = purchase_link(SHOP, offer, page=page, promo_code=promo, params=params)
        assert link.startswith(f"{SHOP}/")
        assert link.isascii()
        assert link.isprintable()


@given(st.text() | st.builds("/a?{}={}".format, st.text(max_size=9), st.text(max_size=9)))
@example("/a?b=\ud800")
def test_a_signed_link_is_joined_as_it_came_or_refused(link):
    with suppress(LimioError):
        joined = join_link(SHOP, API, link)
        assert httpx.URL(joined).host == "shop.example.com"
        assert joined.endswith(link.rpartition("?")[2])


# Playbooks ---------------------------------------------------------------------------------------------------------


def loads_or_says_why(path):
    told = fault_of(PlaybookError, Playbook.load, path)
    assert told is None or (told.faults and path.name in str(told))


@few(30)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"[" * 1_000)
@example(b"a: &a [*a]")
@example(b"title: 2026-01-01\nlocale: !!python/object:os.system x")
def test_any_text_as_a_playbook_loads_or_says_what_is_wrong(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "playbook.yaml"
    path.write_bytes(content)
    loads_or_says_why(path)


@few(30)
@given(st.dictionaries(st.sampled_from([*Playbook.model_fields]), JSON, max_size=4))
def test_any_values_under_a_playbook_s_keys_load_or_are_named(tmp_path_factory, told):
    path = tmp_path_factory.getbasetemp() / "values.yaml"
    path.write_text(json.dumps(told))
    loads_or_says_why(path)


@pytest.mark.hypothesis
@pytest.mark.parametrize("shipped", sorted(PLAYBOOKS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_real_playbook_with_anything_wrong_in_it_loads_or_says_what_is_wrong(tmp_path_factory, shipped):
    told = json.loads(json.dumps(parse(shipped.read_text(encoding="utf-8")), default=str))

    @few(10)
    @given(mutated(told))
    def loads(changed):
        path = tmp_path_factory.getbasetemp() / shipped.name
        path.write_text(json.dumps(changed))
        loads_or_says_why(path)

    loads()


# Messages ----------------------------------------------------------------------------------------------------------

BLOCKS = st.lists(
    st.text(max_size=50)
    | st.fixed_dictionaries(
        {"type": st.sampled_from(["text", "image_url", "file", "reasoning"])}, optional={"text": st.text(max_size=50)}
    ),
    max_size=3,
)
MESSAGES = st.text(max_size=300) | ODD | BLOCKS | st.text(min_size=1, max_size=3).map(lambda text: text * 3_000)


@few(20)
@given(st.lists(MESSAGES, min_size=1, max_size=3))
@example(["\ud800"])
def test_any_messages_are_answered_without_a_model(toolkit, said):
    agent = create_sales_agent(toolkit, checkpointer=InMemorySaver())
    for content in said:
        state = agent.invoke({"messages": [HumanMessage(content)]}, {"configurable": {"thread_id": "t"}})
        assert state["messages"][-1].text


@few(20)
@given(st.lists(JSON | st.dictionaries(st.text(max_size=9), JSON, max_size=4), min_size=1, max_size=3))
def test_any_answers_of_a_model_end_in_a_reply(toolkit, answers):
    left = [*answers]

    def step(_messages):
        answer = left.pop() if len(left) > 1 else left[0]
        is_call = isinstance(answer, dict) and model.bound
        return (model.bound[0], answer) if is_call else json.dumps(answer)

    model = ScriptedModel(steps=[step])
    agent = create_sales_agent(toolkit, model=model, checkpointer=InMemorySaver())
    for text in ("Business Pro for 5, yearly", "hm, why?"):
        state = agent.invoke({"messages": [HumanMessage(text)]}, {"configurable": {"thread_id": "t"}})
        assert state["messages"][-1].type == "ai"
        assert state["messages"][-1].text


# The environment and the commands ----------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
VALUES = WORDS | st.sampled_from(
    ["https://shop.example.com", "0", "-1", "nan", "inf", "1e400", "off", "GB", "{}", "[]", "null"]
)


@given(st.dictionaries(st.sampled_from(sorted(LimioSettings.model_fields)), VALUES, max_size=6))
def test_any_environment_gives_settings_or_an_error_that_names_the_field(told):
    names = {f"LIMIO_{field.upper()}": value for field, value in told.items()}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in names.items():
            patch.setenv(name, value)
        error = fault_of(ValidationError, LimioSettings, **({} if told.get("shop_url") else {"shop_url": SHOP}))
    assert error is None or all(
        any(field in one["loc"] or field in one["msg"] for field in LimioSettings.model_fields)
        for one in error.errors()
    )


COMMANDS = ("chat", "web", "mcp", "offers", "baskets", "playbook", "sandbox", "forget", "scenarios", "conform", "demo")


@few(40)
@given(
    st.sampled_from(COMMANDS),
    st.lists(
        st.sampled_from(["--where", "--since", "--model", "--port", "--profile", "--actions"]) | WORDS,
        min_size=1,
        max_size=3,
    ),
)
@example("baskets", ["--since", "9999999999999d"])
@example("offers", ["--where", "="])
def test_any_options_of_a_command_are_refused_in_words(command, arguments):
    told = CliRunner().invoke(app, [command, *arguments, "--no-such-option"])
    assert told.exit_code in {1, 2}
    assert isinstance(told.exception, SystemExit | Unusable)
    assert "Traceback" not in told.output
