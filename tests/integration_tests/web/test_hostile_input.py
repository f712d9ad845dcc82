"""Whatever is sent to the sandbox or to the page's API is answered as its own description says, never with a fault."""

from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from ruamel.yaml import YAML
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from web_server import WebServer, free_port

from limio_langchain.sandbox.tokens import CLIENT_ID, CLIENT_SECRET
from limio_sales_agent.web.openapi import document

pytestmark = pytest.mark.slow

CONTRACT = YAML(typ="safe", pure=True).load(Path(__file__).parents[2] / "fixtures" / "limio-openapi.yaml")
# An order of no offer of the catalogue's is rightly refused; an empty text in a query counts as nothing.
LENIENT = [positive_data_acceptance, negative_data_rejection]
QUIET = list(HealthCheck)


# A browser's own call, with its cookie; the agent never makes it, so the sandbox has none.
ABSENT = ("/api/checkout/update", "PUT")


def operations(described):
    return [
        (path, method.upper()) for path, held in described["paths"].items() for method in held if method != "parameters"
    ]


def played(schema, place, *, examples, strict=False, **options):
    """Send what fits the description and what does not, and hold each answer against it."""
    path, method = place
    operation = schema[path][method]
    hostile = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @settings(max_examples=examples, suppress_health_check=QUIET)
    @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | hostile)
    def answered(case):
        answer = case.call(**options)
        assert answer.status_code < 500, answer.text
        if answer.status_code == 400 and strict:  # stricter than the contract, which knows no 400 for a list
            assert list(answer.json()) in (["message"], ["error"], ["error", "error_description"])
            return
        case.validate_response(answer, excluded_checks=LENIENT)

    answered()


@pytest.fixture(scope="module")
def page(served, tmp_path_factory):
    database = str(tmp_path_factory.mktemp("chat") / "chat.sqlite")
    with WebServer(served.settings(), database, free_port(), more={"LIMIO_AGENT_TOKEN": "colleague"}) as server:
        yield server


@pytest.mark.parametrize("place", [place for place in operations(CONTRACT) if place != ABSENT], ids=" ".join)
def test_the_sandbox_answers_by_the_contract(served, place):
    form = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    token = httpx.post(f"{served.url}/oauth2/token", data=form, trust_env=False).json()["access_token"]
    schema = schemathesis.openapi.from_dict(CONTRACT | {"servers": [{"url": served.url}]})
    headers = {} if place[0] == "/oauth2/token" else {"Authorization": f"Bearer {token}"}
    played(schema, place, examples=60, strict=True, headers=headers, base_url=served.url)


def told(schema, place):
    """Each field of a schema, with its place."""
    for name, held in schema.get("properties", {}).items():
        yield f"{place}.{name}", held
        yield from told(held, f"{place}.{name}")
    if "items" in schema:
        yield from told(schema["items"], f"{place}[]")


def test_each_field_of_the_page_s_description_has_words_and_an_example():
    fields = [one for name, schema in document()["components"]["schemas"].items() for one in told(schema, name)]
    named = [
        (path, one)
        for path, held in document()["paths"].items()
        for operation in held.values()
        for one in operation["parameters"]
    ]
    lacking = [
        place for place, held in fields + named if not held.get("description") or not {"example", "examples"} & {*held}
    ]
    assert lacking == []


def test_the_page_s_description_is_valid_and_served(page):
    described = httpx.get(f"{page.url}/api/openapi.json", trust_env=False).json()
    OpenAPIV31SpecValidator(described).validate()
    assert described == document()


def test_each_answer_and_body_of_the_page_s_has_an_example_that_fits_it():
    described = document()
    bodies = [
        (place, told)
        for place, operations in described["paths"].items()
        for operation in operations.values()
        for one in (operation.get("requestBody", {}), *operation["responses"].values())
        for told in one.get("content", {}).values()
    ]
    wrong = [
        (place, error.message)
        for place, told in bodies
        for error in Draft202012Validator(told["schema"] | {"components": described["components"]}).iter_errors(
            told["example"]
        )
    ]
    assert wrong == []


@pytest.mark.parametrize("place", operations(document()), ids=" ".join)
def test_the_page_s_api_answers_as_described(page, place):
    cookies = dict(httpx.get(f"{page.url}/api/conversation", trust_env=False).cookies)
    schema = schemathesis.openapi.from_dict(document() | {"servers": [{"url": page.url}]})
    headers = {"Authorization": "Bearer colleague"} if "approvals" in place[0] else {}
    played(schema, place, examples=40, headers=headers, cookies=cookies, base_url=page.url)
