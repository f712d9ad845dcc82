"""OAuth 2.0 at the MCP server: an access token is let in by issuer, key, audience, time and scope, and by nothing less."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from pydantic import ValidationError
from starlette.testclient import TestClient

from limio_langchain.sandbox import Sandbox
from limio_sales_agent.integrations.mcp import McpAuthorization, mcp_app
from limio_sales_agent.integrations.mcp.tokens import AccessTokens

RESOURCE = "https://mcp.example.com/mcp"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
FOREIGN = rsa.generate_private_key(public_exponent=65537, key_size=2048)
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
HEADERS = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25"}


class Issuer(BaseHTTPRequestHandler):
    def do_GET(self):
        keys = [{**json.loads(RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "one", "use": "sig"}]
        keys += [{**json.loads(ECAlgorithm.to_jwk(CURVE.public_key())), "kid": "two", "use": "sig"}]
        body = json.dumps({"keys": keys}).encode()
        self.server.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def issuer():
    with ThreadingHTTPServer(("127.0.0.1", 0), Issuer) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.url = f"http://127.0.0.1:{server.server_port}"
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def mcp(issuer):
    oauth = McpAuthorization(issuer=issuer.url, resource=RESOURCE, scope="limio.sell")
    with Sandbox() as limio:
        app = mcp_app(limio.settings(), "sell", authorization=oauth, hosts=["mcp.example.com"])
        with TestClient(app, base_url="https://mcp.example.com") as client:
            client.limio = limio
            yield client


def token(issuer, key=KEY, kid="one", algorithm="RS256", **claims):
    told = {
        "iss": issuer.url,
        "aud": RESOURCE,
        "exp": time.time() + 300,
        "client_id": "agentforce",
        "scope": "limio.sell",
    }
    held = {name: value for name, value in (told | claims).items() if value is not None}
    return jwt.encode(held, key, algorithm=algorithm, headers={"kid": kid})


def ask(mcp, bearer=None, body=LIST):
    headers = HEADERS | ({"Authorization": f"Bearer {bearer}"} if bearer is not None else {})
    return mcp.post("/mcp", json=body, headers=headers)


def test_a_client_s_token_is_let_in_whichever_key_signed_it(mcp, issuer):
    given = [
        token(issuer),
        token(issuer, CURVE, "two", "ES256"),
        token(issuer, aud=["other", RESOURCE], scope="a limio.sell"),
    ]
    given += [token(issuer, scope=None, scp=["limio.sell"])]
    assert [ask(mcp, one).status_code for one in given] == [200] * 4


def test_what_is_less_than_that_is_not(mcp, issuer):
    part = token(issuer).split(".")
    refused = {
        "no token": None,
        "not a token": "x",
        "another issuer": token(issuer, iss="https://evil.example"),
        "another's audience": token(issuer, aud="https://other.example/mcp"),
        "no audience": token(issuer, aud=None),
        "no end": token(issuer, exp=None),
        "over": token(issuer, exp=time.time() - 60),
        "not yet": token(issuer, nbf=time.time() + 600),
        "another's key": token(issuer, FOREIGN),
        "an unknown key": token(issuer, kid="three"),
        "no signature": jwt.encode(
            {"iss": issuer.url, "aud": RESOURCE}, None, algorithm="none", headers={"kid": "one"}
        ),
        "a shared secret": jwt.encode({"iss": issuer.url, "aud": RESOURCE}, "k" * 40, headers={"kid": "one"}),
        "its claims changed": ".".join([part[0], token(issuer, client_id="other").split(".")[1], part[2]]),
    }
    assert {name: ask(mcp, given).status_code for name, given in refused.items()} == dict.fromkeys(refused, 401)
    assert [ask(mcp, token(issuer, scope=scope)).status_code for scope in ("other", 5, {"limio.sell": 1})] == [403] * 3


def test_a_refusal_names_the_metadata_and_quotes_nothing(mcp, issuer):
    answer = ask(mcp, token(issuer, exp=time.time() - 60, client_id="quoted-client"))
    where = "https://mcp.example.com/.well-known/oauth-protected-resource/mcp"
    told = f'Bearer resource_metadata="{where}", scope="limio.sell"'
    assert answer.headers["www-authenticate"] == f'{told}, error="invalid_token"'
    assert ask(mcp).headers["www-authenticate"] == told
    assert ask(mcp, token(issuer, scope="other")).headers["www-authenticate"] == f'{told}, error="insufficient_scope"'
    assert answer.json() == {"error": {"code": "ExpiredSignatureError"}}


def test_the_metadata_says_which_server_gives_tokens(mcp, issuer):
    for path in ("/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"):
        told = mcp.get(path).json()
        assert (told["resource"], told["authorization_servers"]) == (RESOURCE, [issuer.url])
        assert (told["scopes_supported"], told["bearer_methods_supported"]) == (["limio.sell"], ["header"])


def test_the_keys_are_fetched_once_and_unknown_keys_do_not_make_it_ask_each_time(mcp, issuer):
    ask(mcp, token(issuer))
    before = len(issuer.asked)
    for _ in range(5):
        ask(mcp, token(issuer))
        ask(mcp, token(issuer, kid="three"))
    assert len(issuer.asked) - before <= 1


async def test_callers_are_parted_by_who_they_are_and_not_by_their_token(issuer):
    tokens = AccessTokens(McpAuthorization(issuer=issuer.url, resource=RESOURCE))
    who = [
        await tokens.caller(token(issuer, **claims)) for claims in ({}, {"jti": "2"}, {"client_id": "b"}, {"sub": "jo"})
    ]
    assert who[0] == who[1]
    assert len(set(who)) == 3


def test_one_caller_s_fault_is_not_another_s_second(mcp, issuer):
    wrong = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "limio_get_offer", "arguments": {"offer": "x"}},
    }
    told = [ask(mcp, token(issuer, client_id=who), wrong).text for who in ("one", "two", "one")]
    assert ["customer" in one for one in told] == [False, False, True]


def test_strangers_behind_one_caller_with_the_same_order_get_a_basket_each(mcp, issuer):
    order = {"items": [{"offer": "/offers2/Business Pro Annual"}], "email": "jo@brand.io"}
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "limio_create_checkout", "arguments": order},
    }
    before = len(mcp.limio.baskets)
    for _ in range(2):
        ask(mcp, token(issuer), call)
    assert len(mcp.limio.baskets) == before + 2


@pytest.mark.parametrize("path", ["/mcp", "/shops/one/mcp", "/caf%C3%A9/mcp", "", "/"])
def test_behind_a_proxy_it_answers_at_the_path_that_clients_know_and_at_its_own(issuer, path):
    resource = f"https://shop.example.com{path}"
    oauth = McpAuthorization(issuer=issuer.url, resource=resource)
    metadata = f"https://shop.example.com/.well-known/oauth-protected-resource{path.rstrip('/')}"
    with Sandbox() as limio:
        app = mcp_app(limio.settings(), "sell", authorization=oauth, hosts=["shop.example.com"])
        # The proxy's own name for it: what is told must be what clients know.
        with TestClient(app, base_url="http://127.0.0.1:8090") as proxy:
            for at in (path or "/", "/mcp", "/mcp/"):
                refused = proxy.post(at, json=LIST, headers=HEADERS)
                assert refused.headers["www-authenticate"] == f'Bearer resource_metadata="{metadata}"'
                bearer = {"Authorization": f"Bearer {token(issuer, aud=resource)}", "Host": "shop.example.com"}
                assert proxy.post(at, json=LIST, headers=HEADERS | bearer).status_code == 200
            assert proxy.get(metadata.removeprefix("https://shop.example.com")).json()["resource"] == resource


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"issuer": "https://id.example"}, "LIMIO_MCP_RESOURCE"),
        ({"issuer": "http://id.example", "resource": RESOURCE}, "LIMIO_MCP_ISSUER"),
        (
            {"issuer": "https://id.example", "resource": RESOURCE, "jwks_url": "http://id.example/k"},
            "LIMIO_MCP_JWKS_URL",
        ),
        ({"issuer": "https://id.example/?tenant=1", "resource": RESOURCE}, "LIMIO_MCP_ISSUER"),
        ({"issuer": "https://id.example", "resource": f"{RESOURCE}#part"}, "LIMIO_MCP_RESOURCE"),
        ({"issuer": "https://id.example", "resource": 'https://host/a"b'}, "LIMIO_MCP_RESOURCE"),
        ({"issuer": "https://id.example", "resource": "https://host/%7Bpath%7D"}, "LIMIO_MCP_RESOURCE"),
        ({"issuer": "https://id.example", "resource": RESOURCE, "scope": 'a", error="b'}, "scope"),
    ],
)
def test_settings_that_cannot_be_used_are_named(given, named):
    with pytest.raises(ValidationError, match=named):
        McpAuthorization(**given)
