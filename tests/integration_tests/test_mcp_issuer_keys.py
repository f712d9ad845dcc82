"""The keys that an OAuth issuer signs with: fetched from it alone, seldom, within bounds, and never taken for a secret."""

import asyncio
import base64
import hashlib
import hmac
import json
import ssl
import threading
import time

import jwt
import pytest
import trustme
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from raw_server import RawServer, whole
from starlette.testclient import TestClient

from limio_langchain.sandbox import Sandbox
from limio_sales_agent.integrations.mcp import McpAuthorization, mcp_app
from limio_sales_agent.integrations.mcp import tokens as module
from limio_sales_agent.integrations.mcp.tokens import AccessTokens, NoKeys, Unauthorized

ISSUER, RESOURCE = "https://id.example", "https://mcp.example.com/mcp"
KEY, NEXT = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
CURVE = ec.generate_private_key(ec.SECP384R1())
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
HEADERS = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25", "Host": "127.0.0.1"}


def public(key, **members):
    kind = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    return {**json.loads(kind.to_jwk(key.public_key())), **members}


def key_set(*keys):
    return json.dumps({"keys": keys}).encode()


ONE = public(KEY, kid="one", use="sig")


def token(key=KEY, kid="one", algorithm="RS256", **claims):
    told = {"iss": ISSUER, "aud": RESOURCE, "exp": time.time() + 300, "client_id": "agentforce"} | claims
    headers = {"kid": kid} if kid else {}
    return jwt.encode({name: held for name, held in told.items() if held is not None}, key, algorithm, headers)


def packed(part):
    return base64.urlsafe_b64encode(part if isinstance(part, bytes) else json.dumps(part).encode()).rstrip(b"=")


class Issuer(RawServer):
    """Answers each request with `body`: a set of keys, or what sends the answer itself."""

    def __init__(self, body, **more):
        super().__init__(self._answer, **more)
        self.body = body

    def _answer(self, connection):
        while self.request(connection):
            if callable(self.body):
                self.body(connection)
                return
            connection.sendall(whole(self.body))

    def tokens(self, **more):
        scheme = "https" if self.context else "http"
        oauth = McpAuthorization(issuer=ISSUER, resource=RESOURCE, jwks_url=f"{scheme}://localhost:{self.port}/keys")
        return AccessTokens(oauth, **more)


class Clock:
    at = 1000.0

    def __call__(self):
        return self.at


async def let_in(tokens, *given):
    """Return what each token came to: True, or why it was refused."""
    told = []
    for one in given:
        try:
            told.append(bool(await tokens.caller(one)))
        except (Unauthorized, NoKeys) as error:
            told.append(str(error) or type(error).__name__)
    return told


def signed_with_the_public_key(form):
    """A token whose HMAC secret is what everybody can read."""
    secret = KEY.public_key().public_bytes(Encoding.PEM, form) if form else json.dumps(ONE).encode()
    claims = {"iss": ISSUER, "aud": RESOURCE, "exp": int(time.time()) + 300, "client_id": "agentforce"}
    begun = packed({"alg": "HS256", "typ": "JWT", "kid": "one"}) + b"." + packed(claims)
    return (begun + b"." + packed(hmac.new(secret, begun, hashlib.sha256).digest())).decode()


async def test_a_public_key_is_no_secret_and_a_token_s_own_word_of_its_algorithm_is_not_taken():
    secret = {"kty": "oct", "kid": "shared", "k": packed(b"k" * 32).decode()}
    none = b".".join((packed({"alg": "nOnE", "kid": "one"}), packed({"iss": ISSUER, "aud": RESOURCE}), b"")).decode()
    forged = [
        signed_with_the_public_key(form) for form in (PublicFormat.PKCS1, PublicFormat.SubjectPublicKeyInfo, None)
    ]
    forged += [none, token("k" * 32, "shared", "HS256")]
    with Issuer(key_set(ONE, secret)) as issuer:
        assert await let_in(issuer.tokens(), *forged) == ["InvalidAlgorithmError"] * len(forged)
        assert issuer.heard == []  # nothing is asked for what cannot be let in


async def test_a_key_is_for_the_algorithm_it_names_or_for_those_of_its_kind():
    bound, encrypting = public(KEY, kid="bound", alg="RS256"), public(KEY, kid="enc", use="enc")
    with Issuer(key_set(ONE, bound, encrypting, public(CURVE, kid="curve"))) as issuer:
        tokens = issuer.tokens()
        given = [token(algorithm=name) for name in ("RS512", "PS256")] + [token(CURVE, "curve", "ES384")]
        assert await let_in(tokens, *given) == [True] * 3
        wrong = [token(kid="bound", algorithm="RS512"), token(kid="enc"), token(kid="curve")]
        assert await let_in(tokens, *wrong) == ["InvalidKeyError"] * 3


async def test_a_token_that_names_no_key_is_let_in_where_the_issuer_has_one_alone():
    with Issuer(key_set(ONE)) as one, Issuer(key_set(ONE, public(NEXT, kid="next"))) as several:
        assert await let_in(one.tokens(), token(kid=None)) == [True]
        assert await let_in(several.tokens(), token(kid=None)) == ["InvalidKeyError"]


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"iat": 10**10}, "ImmatureSignatureError"),
        ({"nbf": 10**10}, "ImmatureSignatureError"),
        ({"exp": None}, "MissingRequiredClaimError"),
        ({"exp": "soon"}, "DecodeError"),
        ({"exp": 1e400}, "DecodeError"),
        ({"aud": [RESOURCE + "/"]}, "InvalidAudienceError"),
        ({"aud": {RESOURCE: 1}}, "InvalidAudienceError"),
        ({"iss": ISSUER + "/"}, "InvalidIssuerError"),
    ],
)
async def test_a_signed_token_s_claims_must_all_hold(claims, why):
    with Issuer(key_set(ONE)) as issuer:
        assert await let_in(issuer.tokens(), token(**claims), token(aud=["other", RESOURCE])) == [why, True]


async def test_what_a_token_says_must_be_understood_of_it_and_is_not_is_no_token():
    claims = {"iss": ISSUER, "aud": RESOURCE, "exp": time.time() + 300}
    unknown = jwt.encode(claims, KEY, "RS256", {"kid": "one", "crit": ["bound-to"], "bound-to": "another"})
    with Issuer(key_set(ONE)) as issuer:
        assert isinstance((await let_in(issuer.tokens(), unknown))[0], str)


async def test_another_issuer_s_key_of_the_same_name_signs_for_nobody_here():
    with Issuer(key_set(ONE)) as issuer:
        given = token(NEXT), token(NEXT, iss="https://evil.example"), token(iss="https://evil.example")
        assert await let_in(issuer.tokens(), *given) == ["InvalidSignatureError"] * 2 + ["InvalidIssuerError"]


@pytest.mark.parametrize(
    "junk", [b"[" * 50_000, b'{"alg": "RS256", "kid": [1]}', b"[]", b"\xff", b'{"alg": 5}', b'{"alg": {}}']
)
async def test_a_header_that_is_none_is_refused(junk):
    with Issuer(key_set(ONE)) as issuer:
        (why,) = await let_in(issuer.tokens(), (packed(junk) + b".e30.AA").decode())
        assert isinstance(why, str)
        assert why != "NoKeys"


async def test_a_new_key_is_asked_for_at_most_twice_a_minute_and_one_taken_back_ends_within_five():
    with Issuer(key_set(ONE)) as issuer:
        tokens, clock = issuer.tokens(), Clock()
        tokens.keys.now = clock
        assert await let_in(tokens, token(), token(NEXT, "next")) == [True, "InvalidKeyError"]
        issuer.body = key_set(public(NEXT, kid="next"))
        clock.at += module.UNKNOWN_AGAIN - 1
        assert await let_in(tokens, *[token(NEXT, f"made-up-{n}") for n in range(20)], token()) == [
            "InvalidKeyError"
        ] * 20 + [True]
        assert len(issuer.heard) == 1
        clock.at += 1
        assert await let_in(tokens, token(NEXT, "next"), token()) == [True, "InvalidKeyError"]
        assert len(issuer.heard) == 2
        issuer.body = key_set(ONE)
        clock.at += module.KEPT
        assert await let_in(tokens, token(NEXT, "next"), token()) == ["InvalidKeyError", True]


async def test_an_issuer_that_fails_is_asked_once_for_all_and_then_left_alone_for_a_while(caplog):
    with Issuer(b"<html>come back later</html>") as issuer:
        tokens, clock = issuer.tokens(), Clock()
        tokens.keys.now = clock
        told = await asyncio.gather(*(let_in(tokens, token(kid=f"k{n}")) for n in range(20)))
        assert (told, len(issuer.heard)) == ([["NoKeys"]] * 20, 1)
        issuer.body = key_set(ONE)
        assert await let_in(tokens, token()) == ["NoKeys"]
        clock.at += module.FAILED_AGAIN
        assert await let_in(tokens, token()) == [True]
    assert [one.getMessage() for one in caplog.records if one.levelname == "WARNING"] == [
        f"the keys of the issuer at localhost:{issuer.port} cannot be read: they are no set of keys"
    ]


async def test_all_who_call_before_the_keys_are_there_wait_for_the_one_who_fetches_them():
    with Issuer(key_set(ONE)) as issuer:
        tokens = issuer.tokens()
        assert await asyncio.gather(*(let_in(tokens, token(jti=str(n))) for n in range(20))) == [[True]] * 20
        assert len(issuer.heard) == 1


async def test_where_a_search_for_a_new_key_fails_those_that_are_known_hold():
    with Issuer(key_set(ONE)) as issuer:
        tokens, clock = issuer.tokens(), Clock()
        tokens.keys.now = clock
        assert await let_in(tokens, token()) == [True]
        issuer.body = b"{}"
        clock.at += module.UNKNOWN_AGAIN
        assert await let_in(tokens, token(kid="x"), token()) == ["InvalidKeyError", True]
        clock.at += module.KEPT
        assert await let_in(tokens, token()) == ["NoKeys"]


async def test_whose_key_is_known_does_not_wait_while_another_s_is_looked_for():
    asked, answers = threading.Event(), threading.Event()

    def late(connection):
        asked.set()
        answers.wait(20)
        connection.sendall(whole(key_set(ONE)))

    with Issuer(key_set(ONE)) as issuer:
        tokens, clock = issuer.tokens(), Clock()
        tokens.keys.now = clock
        assert await let_in(tokens, token()) == [True]
        issuer.body = late
        clock.at += module.UNKNOWN_AGAIN
        waits = asyncio.create_task(let_in(tokens, token(kid="unknown")))
        assert await asyncio.to_thread(asked.wait, 20)
        assert await let_in(tokens, token()) == [True]
        assert not waits.done()
        answers.set()
        assert await waits == ["InvalidKeyError"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_keys_are_taken_from_nowhere_else(status):
    with Issuer(key_set(ONE)) as elsewhere:
        head = (
            f"HTTP/1.1 {status} Moved\r\nLocation: http://127.0.0.1:{elsewhere.port}/keys\r\nContent-Length: 0\r\n\r\n"
        )
        with Issuer(lambda connection: connection.sendall(head.encode())) as issuer:
            assert await let_in(issuer.tokens(), token()) == ["NoKeys"]
        assert elsewhere.heard == []


async def test_a_set_of_keys_without_an_end_is_left_before_it_fills_the_memory():
    sent = []

    def endless(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
        while True:
            connection.sendall(b" " * 65536)
            sent.append(65536)

    large = json.dumps({"keys": [ONE], "more": "x" * module.LARGEST}).encode()
    with Issuer(endless) as issuer, Issuer(large) as longer:
        assert await let_in(issuer.tokens(), token()) == ["NoKeys"]
        assert await let_in(longer.tokens(), token()) == ["NoKeys"]
    assert sum(sent) < 32 * 2**20  # what is read, and what the sockets hold


async def test_keys_that_come_byte_by_byte_are_not_waited_for(monkeypatch):
    monkeypatch.setattr(module, "WAIT", 0.3)

    def dripping(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
        while issuer.wait(0.05):
            connection.sendall(b" ")

    with Issuer(dripping) as issuer:
        assert await let_in(issuer.tokens(), token()) == ["NoKeys"]


async def test_a_company_s_own_certificates_are_trusted_where_they_are_named_and_nobody_s_else(tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with Issuer(key_set(ONE), context=context) as issuer:
        assert await let_in(issuer.tokens(ca_bundle=tmp_path / "ca.pem"), token()) == [True]
        assert await let_in(issuer.tokens(), token()) == ["NoKeys"]


@pytest.mark.parametrize("answer", [b"<html>", b"", b"[" * 100_000, b'"\xe9"', b"[]", b'{"keys": 5}', b'{"keys": []}'])
def test_where_the_issuer_has_no_keys_nobody_is_let_in_and_the_token_is_not_called_wrong(answer):
    with Issuer(answer) as issuer, Sandbox() as limio:
        app = mcp_app(limio.settings(), "sell", authorization=issuer.tokens().oauth)
        with TestClient(app) as client:
            told = client.post("/mcp", json=LIST, headers=HEADERS | {"Authorization": f"Bearer {token()}"})
    assert (told.status_code, told.json()["error"]["code"]) == (503, "no_keys")
    assert told.headers["retry-after"] == str(module.FAILED_AGAIN)
    assert "www-authenticate" not in told.headers


def test_where_nobody_answers_nobody_is_let_in():
    oauth = McpAuthorization(issuer=ISSUER, resource=RESOURCE, jwks_url="http://127.0.0.1:9/keys")
    with Sandbox() as limio, TestClient(mcp_app(limio.settings(), "sell", authorization=oauth)) as client:
        told = client.post("/mcp", json=LIST, headers=HEADERS | {"Authorization": f"Bearer {token()}"})
    assert told.status_code == 503
