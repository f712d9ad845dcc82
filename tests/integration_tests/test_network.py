"""Proxies and certificates: the system's are used, by both clients, and what fails is told in words that help."""

import base64
import datetime as dt
import socket
import ssl
import threading
from urllib.parse import urlsplit

import pytest
import trustme
from asking import at, failed, held_up, offers
from fake_limio import settings
from raw_server import NO_OFFERS, RawServer, limio, whole

from limio_langchain.client.network import network_in_words, proxied, proxy_for
from limio_langchain.errors import NetworkMisconfigured, TransportError, Unreachable, UnreadableAnswer

API = "https://acme.prod.limio.com"
DAY = dt.timedelta(days=1)
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def bundle(authority, tmp_path):
    """The authority's certificate as a file."""
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(file)
    return file


def speaking_tls(authority, *names, **validity):
    """Return a Limio that shows a certificate for these names."""
    server = limio(whole(NO_OFFERS))
    server.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*names, **validity).configure_cert(server.context)
    return server


def tunnel(target, answer=b"HTTP/1.1 200 Connection established\r\n\r\n"):
    """Return a proxy that leads every tunnel to one port of this machine."""

    def serve(connection):
        asked = proxy.request(connection)
        connection.sendall(answer)
        if b" 200 " not in answer or not asked:
            return
        with socket.create_connection(("127.0.0.1", target)) as onward:
            back = threading.Thread(target=_copied, args=(onward, connection), daemon=True)
            back.start()
            _copied(connection, onward)
            back.join(5)

    proxy = RawServer(serve)
    return proxy


def _copied(source, sink):
    try:
        while part := source.recv(65536):
            sink.sendall(part)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def test_the_api_is_reached_through_the_system_s_proxy(world, authority, bundle, monkeypatch):
    with speaking_tls(authority, "acme.prod.limio.com") as server, tunnel(server.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        assert offers(world, api_url=API, ca_bundle=bundle) == ()
    assert set(proxy.heard) == {"CONNECT acme.prod.limio.com:443 HTTP/1.1"}


def test_a_proxy_that_speaks_tls_itself_is_used(world, authority, bundle, monkeypatch):
    with speaking_tls(authority, "acme.prod.limio.com") as server, tunnel(server.port) as proxy:
        proxy.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("127.0.0.1").configure_cert(proxy.context)
        monkeypatch.setenv("HTTPS_PROXY", f"https://127.0.0.1:{proxy.port}")
        assert offers(world, api_url=API, ca_bundle=bundle) == ()


def test_certificates_of_the_system_s_variable_are_trusted(world, authority, bundle, monkeypatch):
    with speaking_tls(authority, "127.0.0.1") as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
        assert offers(world, **at(server, "https")) == ()


def test_the_setting_goes_before_the_system_s_variable(world, authority, bundle, monkeypatch, tmp_path):
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    with speaking_tls(authority, "127.0.0.1") as server:
        assert offers(world, ca_bundle=bundle, **at(server, "https")) == ()


CERTIFICATES = {
    "signed by nobody": ({}, "its certificate is signed by nobody trusted here; for a company's own, set LIMIO_CA_BUNDLE"),
    "expired": ({"not_before": LONG_AGO, "not_after": LONG_AGO + DAY}, "its certificate has expired, or this machine's clock is wrong (here it is 2"),
    "not yet": ({"not_before": dt.datetime.now(dt.UTC) + DAY}, "its certificate is not valid yet, or this machine's clock is wrong (here it is 2"),
    "for another name": ({}, "its certificate is for another name"),
}  # fmt: skip


@pytest.mark.parametrize("fault", CERTIFICATES)
def test_a_certificate_that_is_refused_is_told_in_words_and_not_tried_again(world, authority, bundle, fault):
    validity, says = CERTIFICATES[fault]
    name = "another.example" if fault == "for another name" else "127.0.0.1"
    with speaking_tls(authority, name, **validity) as server:
        trusting = {} if fault == "signed by nobody" else {"ca_bundle": bundle}
        assert says in failed(world, NetworkMisconfigured, **trusting, **at(server, "https"))


def test_a_certificate_signed_by_itself_is_told_as_such(world, authority):
    with limio() as server:
        server.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        with authority.cert_pem.tempfile() as certificate, authority.private_key_pem.tempfile() as key:
            server.context.load_cert_chain(certificate, key)
        assert "its certificate is self-signed" in failed(world, NetworkMisconfigured, **at(server, "https"))


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_what_is_no_connection_is_told_by_its_cause(world, monkeypatch):
    with RawServer(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server:
        assert "does not speak TLS there" in failed(world, Unreachable, **at(server, "https"))
    refused = failed(world, Unreachable, api_url=f"http://127.0.0.1:{closed_port()}")
    assert "refuses connections: nothing listens there" in refused
    known = socket.getaddrinfo

    def resolve(host, *args, **options):
        if host == "unknown.example":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert "its name is not known (DNS)" in failed(world, Unreachable, api_url="https://unknown.example")


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (
            b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
            NetworkMisconfigured,
            "407 Proxy Authentication Required",
        ),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", NetworkMisconfigured, "403 Forbidden"),
        (b"HTTP/1.1 503 Service Unavailable\r\n\r\n", Unreachable, "503 Service Unavailable"),
    ],
)
def test_a_proxy_that_refuses_is_told_without_its_password(world, monkeypatch, answer, kind, says):
    with tunnel(0, answer) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:hush-hush@127.0.0.1:{proxy.port}")
        said = failed(world, kind, api_url=API)
    assert f"the proxy does not let it through ({says})" in said
    assert "hush" not in said


def test_a_proxy_that_never_answers_is_inside_the_deadline(world, monkeypatch):
    with RawServer(lambda _: proxy.wait()) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        held_up(world, TransportError, api_url=API)


def test_a_proxy_s_user_and_password_go_to_the_proxy_alone(world, authority, bundle, monkeypatch):
    heard = []
    with speaking_tls(authority, "acme.prod.limio.com") as server, tunnel(server.port) as proxy:
        heads = proxy.request

        def listened(connection):
            heard.append(connection.recv(65536, socket.MSG_PEEK))
            return heads(connection)

        proxy.request = listened
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:hush@127.0.0.1:{proxy.port}")
        offers(world, api_url=API, ca_bundle=bundle)
    assert base64.b64encode(b"user:hush") in heard[0]


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("HTTPS_PROXY", "socks5://127.0.0.1:1080", r"the proxy socks5://127.0.0.1:1080 cannot be used: SOCKS needs"),
        (
            "HTTPS_PROXY",
            "ftp://user:hush@proxy.example",
            r"the proxy ftp://proxy.example cannot be used: it must be a URL",
        ),
        ("HTTPS_PROXY", "http://user:hush@proxy.example:99999999", "cannot be used: it must be a URL"),
        (
            "SSL_CERT_FILE",
            "/nowhere.pem",
            r"the certificates of SSL_CERT_FILE \(/nowhere.pem\) cannot be read: No such file",
        ),
        ("SSL_CERT_FILE", __file__, r"cannot be read: no certificate in it"),
    ],
)
def test_settings_of_the_system_that_cannot_be_used_are_named(world, monkeypatch, variable, value, says):
    monkeypatch.setenv(variable, value)
    with pytest.raises(NetworkMisconfigured, match=says) as refused:
        offers(world, api_url=API)
    assert "hush" not in str(refused.value)


def test_a_page_instead_of_json_is_told_as_one(world):
    with limio(whole(b"<html>Welcome to the hotel's network</html>")) as server:
        assert "something other than JSON (a web page)" in failed(world, UnreadableAnswer, **at(server))


@pytest.mark.parametrize(
    ("url", "no_proxy", "expected"),
    [
        (API, "", "http://proxy.example:3128"),
        (API, "prod.limio.com", None),
        (API, ".limio.com", None),
        (API, "acme.prod.limio.com:443,other.example", "http://proxy.example:3128"),
        (f"{API}:443", "acme.prod.limio.com:443", None),
        (API, "*", None),
        (API, "limio.com.example", "http://proxy.example:3128"),
        ("http://127.0.0.1:8000", "", None),
        ("http://localhost:8000", "", None),
        ("http://[::1]:8000", "", None),
    ],
)
def test_which_proxy_is_used_for_which_host(monkeypatch, url, no_proxy, expected):
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    monkeypatch.setenv("HTTP_PROXY", "proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert proxy_for(url) == expected


def test_the_way_is_told_without_the_proxy_s_password(monkeypatch, bundle):
    known = settings(api_url=API)
    assert network_in_words(known) == "without a proxy, certificates of certifi"
    monkeypatch.setenv("HTTPS_PROXY", "http://user:hush@proxy.example:3128/")
    monkeypatch.setenv("SSL_CERT_FILE", "/etc/company.pem")
    assert network_in_words(known) == (
        "through the proxy http://proxy.example:3128, certificates of SSL_CERT_FILE (/etc/company.pem)"
    )
    assert network_in_words(settings(api_url=API, ca_bundle=bundle)).endswith(f"LIMIO_CA_BUNDLE ({bundle})")
    assert "hush" not in repr(proxied("http://user:hush@proxy.example:3128", None))


def test_a_bundle_that_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match=r"ca_bundle \(LIMIO_CA_BUNDLE\) must be a file or folder that exists"):
        settings(ca_bundle=tmp_path / "none.pem")


def test_the_proxy_is_for_the_api_and_its_host_is_looked_up_there(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:3128")
    assert urlsplit(proxy_for(API)).hostname == "proxy.example"
