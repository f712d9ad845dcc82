"""The tools as plain HTTP actions: what they answer, whom they let in, and that they are the tools LangChain has."""

import asyncio
import json

import aiopenapi3
import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp import Client
from openapi_spec_validator import OpenAPIV30SpecValidator
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from web_server import WebServer, free_port

from limio_langchain import LimioToolkit
from limio_langchain.sandbox import Sandbox
from limio_langchain.tools.toolkit import PROFILES
from limio_sales_agent.integrations.actions.action import CONVERSATION, Action
from limio_sales_agent.integrations.mcp import mcp_server

TOKEN = "a-token-for-other-agents"
EXPECTED = {400, 401, 413, 415, 422}  # the hostile mode changes the token too
# A tool's own limits stand in its words and not in its schema; a field that a form left empty counts as not given.
LENIENT = [positive_data_acceptance, negative_data_rejection]
PRO = "/offers2/Business Pro Annual"


@pytest.fixture
def alone(serve):
    """A server of a test's own, for what another test would notice."""
    return serve(LIMIO_AGENT_TOKEN=TOKEN)


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """A server for all the tests that change nothing."""
    database = tmp_path_factory.mktemp("chat") / "chat.sqlite"
    with Sandbox() as limio:
        more = {"LIMIO_AGENT_TOKEN": TOKEN}
        with WebServer(limio.settings(), str(database), free_port(), more=more) as server:
            server.limio = limio
            yield server


@pytest.fixture
def actions(standing):
    standing.limio.reset()
    return standing


def call(server, name, body, *, token=TOKEN, **headers):
    given = {"Authorization": f"Bearer {token}".encode()} if token is not None else {}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", **given, **headers}
    return httpx.post(f"{server.url}/actions/{name}", content=content, headers=headers, trust_env=False, timeout=30)


def described(server):
    return httpx.get(f"{server.url}/actions/openapi.json", trust_env=False).json()


def test_a_sale_by_actions_ends_in_the_basket_s_signed_link(actions):
    found = call(actions, "limio_find_offers", {"label": "business", "billing": "yearly", "people": 12}).json()
    order = {"offer": PRO, "quantity": 12, "email": "jo@brand.io", "conversation": "flow-1"}
    made = call(actions, "limio_create_checkout", order)
    assert found["found"] >= 1
    assert found["offer"] in found["text"]
    assert made.status_code == 200
    assert made.json()["kind"] == "assisted"
    assert made.json()["url"].startswith(actions.limio.settings().shop_url)
    assert [(line.quantity) for line in actions.limio.baskets[0].lines] == [12]


def test_the_same_order_in_one_conversation_is_one_basket_and_another_conversation_s_is_another(actions):
    order = {"offer": PRO, "email": "jo@brand.io"}
    ids = [
        call(actions, "limio_create_checkout", {**order, "conversation": name}).json()["basket_id"]
        for name in ("one", "one", "other")
    ]
    assert ids[0] == ids[1] != ids[2]
    assert len(actions.limio.baskets) == 2


def test_with_the_api_down_the_action_answers_a_purchase_link_and_why(limio, alone):
    limio.faults.add("checkout", "status", status=503)
    made = call(alone, "limio_create_checkout", {"offer": PRO, "email": "jo@brand.io"})
    assert (made.status_code, made.json()["kind"], made.json()["reason"]) == (200, "purchase_link", "server_error")


def test_a_quote_s_link_is_not_told(actions):
    asked = call(actions, "limio_create_quote", {"offer": PRO, "email": "jo@brand.io", "note": "for 900 people"})
    assert set(asked.json()) == {"text", "basket_id", "external_id", "repeat_of"}
    assert "http" not in asked.text


def test_langchain_mcp_and_actions_have_the_same_tools_that_answer_the_same(actions):
    given = {"label": "business", "people": 12}
    with LimioToolkit.from_settings(actions.limio.settings()) as toolkit:
        tools = {tool.name: tool for tool in toolkit.get_tools()}
        theirs = tools["limio_find_offers"].invoke(given)
    paths = {path.removeprefix("/actions/"): told["post"] for path, told in described(actions)["paths"].items()}
    assert list(paths) == list(tools)
    assert {name: told["description"] for name, told in paths.items()} == {
        name: tool.description for name, tool in tools.items()
    }
    assert call(actions, "limio_find_offers", given).json()["text"] == theirs


async def test_mcp_s_tools_are_the_actions_with_the_same_words(actions):
    async with (
        LimioToolkit.from_settings(actions.limio.settings()) as toolkit,
        Client(mcp_server(toolkit.get_tools())) as mcp,
    ):
        listed = {tool.name: tool.description for tool in (await mcp.list_tools()).tools}
        answered = (await mcp.call_tool("limio_find_offers", {"label": "business"})).content[0].text
    paths = described(actions)["paths"].values()
    assert listed == {told["post"]["operationId"]: told["post"]["description"] for told in paths}
    assert call(actions, "limio_find_offers", {"label": "business"}).json()["text"] == answered


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a BOM"])
def test_find_answers_what_the_row_tells(standing, mark):
    found = call(
        standing, "limio_find_offers", mark + b'{"label": "business", "people": 12, "billing": "yearly"}'
    ).json()
    row = found["text"].splitlines()[0]
    assert [found[name] in row for name in ("offer", "name", "price", "why")] == [True] * 4


def test_a_conversation_s_number_is_its_id(actions):
    order = {"offer": PRO, "email": "jo@brand.io"}
    names = (12345, "12345", 12345.0, " 12345 ", [12345])
    told = [call(actions, "limio_create_checkout", {**order, "conversation": name}).json() for name in names]
    assert len({one["basket_id"] for one in told}) == 1


@pytest.mark.parametrize("nothing", [None, "", " ", "null", "undefined", "None", "N/A", "unknown", 0, "0", [], {}])
def test_a_conversation_that_a_form_left_empty_is_not_one_that_its_customers_share(actions, nothing):
    order = {"offer": PRO, "email": "jo@brand.io", "conversation": nothing}
    told = [call(actions, "limio_create_checkout", order).json() for _ in range(2)]
    assert told[0]["basket_id"] != told[1]["basket_id"]


@pytest.mark.parametrize("unfilled", ["{{conversation.id}}", "${id}", "{!$Context.EndUserId}", "<%= id %>"])
def test_a_placeholder_that_was_not_filled_in_is_no_conversation_and_is_said_to_be_one(actions, unfilled):
    answer = call(actions, "limio_create_checkout", {"offer": PRO, "conversation": unfilled})
    assert (answer.status_code, actions.limio.baskets) == (422, [])
    assert answer.json()["error"]["what"] == "conversation: is a placeholder that was not filled in"


@pytest.mark.parametrize(
    ("name", "body", "shown"),
    [
        ("limio_purchase_link", {}, '{"offer": "/offers2/Business Pro Annual"}'),
        ("limio_create_checkout", {"offer": PRO, "repeat_of": "x"}, f'{{"offer": "{PRO}", "repeat_of": "r1.8Q2k"}}'),
        ("limio_purchase_link", {"offer": "/offers2/Nothing"}, '{"offer": "/offers2/Business Pro Annual"}'),
        (
            "limio_create_checkout",
            {"offer": PRO, "conversation": 5.5},
            f'{{"offer": "{PRO}", "conversation": "call-1"}}',
        ),
    ],
)
def test_the_right_call_that_is_shown_is_one_of_the_action_s(actions, name, body, shown):
    error = call(actions, name, body).json()["error"]
    assert error["next"] == f"Call {name} again like this: {shown}"
    assert error["what"].partition(":")[0] in body or error["what"].startswith("offer: ")


@pytest.mark.parametrize(
    ("name", "body", "status", "told"),
    [
        ("limio_find_offers", {"colour": "red"}, 422, "colour: "),
        ("limio_find_offers", {"people": "many"}, 422, "people: "),
        ("limio_create_checkout", {"quantity": 2}, 422, "offer: "),
        ("limio_create_checkout", {"offer": PRO, "quantity": 0}, 422, "quantity: "),
        ("limio_create_checkout", {"offer": PRO, "email": "nobody"}, 422, "email: "),
        ("limio_create_checkout", {"offer": PRO, "conversation": "x" * 201}, 422, "conversation: "),
        ("limio_purchase_link", {}, 422, "offer: give offers or a label"),
        ("limio_get_offer", {"offer": "/offers2/Nothing"}, 422, "/offers2/Nothing"),
        ("limio_drop_everything", {}, 404, "no such action"),
        ("limio_find_offers", b"{", 400, "not a JSON object"),
        ("limio_find_offers", b'{"label": "business",}', 400, "no comma behind the last field"),
        ("limio_create_checkout", {"offer": PRO, "conversation": True}, 422, "conversation: "),
        ("limio_find_offers", b"[]", 400, "not a JSON object"),
        ("limio_find_offers", b"", 400, "not a JSON object"),
        ("limio_find_offers", b'{"label": "pro", "label": "business"}', 400, "each name once"),
        ("limio_find_offers", b'{"budget": NaN}', 422, "budget: "),
        ("limio_find_offers", b'{"people": ' + b"9" * 5000 + b"}", 400, "not a JSON object"),
        ("limio_find_offers", b"[" * 8000, 400, "not a JSON object"),
        ("limio_find_offers", b'{"query": "' + b"x" * 20_000 + b'"}', 413, "too long"),
    ],
)
def test_what_does_not_fit_is_told_in_the_tools_envelope_with_a_fitting_status(standing, name, body, status, told):
    answer = call(standing, name, body)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert set(error) == {"code", "what", "retry", "who", "next"}
    assert told in error["what"]


def test_an_api_that_is_down_is_a_bad_gateway_and_may_be_tried_again(limio, alone):
    limio.faults.add("checkout", "status", status=503)
    answer = call(alone, "limio_create_quote", {"offer": PRO, "email": "jo@brand.io"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "server_error")
    assert answer.json()["error"]["retry"] is True


@pytest.mark.parametrize("token", [None, "wrong", TOKEN + "x", "tök\u00e9n"])
def test_without_the_token_nothing_is_done(actions, token):
    answer = call(actions, "limio_create_checkout", {"offer": PRO, "email": "jo@brand.io"}, token=token)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["error"]["code"] == "no_token"
    assert actions.limio.baskets == []


def test_a_server_that_was_given_no_token_lets_nobody_in(server):
    for token in (None, "None"):
        assert call(server, "limio_find_offers", {}, token=token).status_code == 401


def test_a_foreign_host_s_name_pointed_at_it_gets_nothing(standing):
    assert call(standing, "limio_find_offers", {}, Host="evil.example").status_code == 421


def test_where_a_colleague_decides_no_action_makes_a_checkout(serve):
    server = serve("--approval", LIMIO_AGENT_TOKEN=TOKEN)
    assert "/actions/limio_create_checkout" not in described(server)["paths"]
    assert call(server, "limio_create_checkout", {"offer": PRO}).status_code == 404


@pytest.mark.parametrize(("profile", "names"), [("browse", PROFILES["browse"]), ("ops", PROFILES["ops"]), ("none", ())])
def test_the_profile_says_which_tools_are_there(serve, profile, names):
    server = serve("--actions", profile, LIMIO_AGENT_TOKEN=TOKEN)
    assert list(described(server)["paths"]) == [f"/actions/{name}" for name in names]


# The description ---------------------------------------------------------------------------------------------------


def test_the_description_is_valid_openapi_3_0(standing):
    document = described(standing)
    assert document["openapi"].startswith("3.0.")
    OpenAPIV30SpecValidator(document).validate()


def test_each_action_has_one_operation_with_its_own_id_a_summary_and_flat_schemas(standing):
    document = described(standing)
    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        (operation,) = operations.values()
        told = [operation["requestBody"], *operation["responses"].values()]
        assert all(one["content"]["application/json"]["example"] for one in told)
        assert path == f"/actions/{operation['operationId']}"
        assert operation["summary"]
        for form in (f"{operation['operationId']}_request", f"{operation['operationId']}_answer"):
            kinds = {field["type"] for field in schemas[form]["properties"].values()}
            assert kinds <= {"string", "integer", "number", "boolean"}


async def test_a_client_made_from_the_description_sells(actions):
    client = await aiopenapi3.OpenAPI.load_async(f"{actions.url}/actions/openapi.json")
    client.authenticate(bearer=TOKEN)
    found = await client._.limio_find_offers(data={"label": "business", "billing": "yearly", "people": 5})
    made = await client._.limio_create_checkout(data={"offer": found.offer, "quantity": 5, "email": "jo@brand.io"})
    assert made.kind == "assisted"
    assert made.url.endswith(actions.limio.baskets[0].id) or actions.limio.baskets[0].id in made.url


@pytest.mark.parametrize("name", PROFILES["sell"])
def test_whatever_is_sent_is_answered_as_described(standing, name):
    schema = schemathesis.openapi.from_url(f"{standing.url}/actions/openapi.json")
    operation = schema[f"/actions/{name}"]["POST"]

    @settings(max_examples=30, suppress_health_check=list(HealthCheck))
    @given(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    )
    def answered(case):
        answer = case.call(headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code in {200, *EXPECTED}, answer.text
        case.validate_response(answer, excluded_checks=LENIENT)

    answered()


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from([PRO, "a=b", "a=;"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@pytest.mark.parametrize("name", [*PROFILES["sell"], *PROFILES["ops"]])
def test_any_values_are_answered_and_never_with_an_exception(standing, name):
    with LimioToolkit.from_settings(standing.limio.settings()) as toolkit:
        action = Action(toolkit.get_tools(include=[name])[0])
        fields = [CONVERSATION, "colour", *(field for argument in action.arguments for field in argument.fields)]

        @given(st.dictionaries(st.sampled_from(fields), ANY, max_size=5))
        def answered(body):
            with asyncio.Runner() as runner:
                answer = runner.run(action.call(body))
            assert answer.status in {200, 422}, answer.body
            json.dumps(answer.body, allow_nan=False)

        answered()
