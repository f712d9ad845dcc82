"""The audit against a made-up advisory service on loopback, with the real pip-audit between them."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from supply.audit import CLEAN, FINDINGS, KNOWN_BAD, NOT_AUDITED, audit, main, verdict

pytestmark = pytest.mark.slow

GONE = "http://127.0.0.1:9/v1/query"  # the discard port: nothing listens


class Service(BaseHTTPRequestHandler):
    """OSV's query: it knows which names are bad."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = asked["package"]["name"]
        told = {"vulns": [_advisory(name)]} if name in self.server.bad else {}
        body = b"down for repair" if self.server.status != 200 else json.dumps(told).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def _advisory(name):
    affected = {"package": {"name": name, "ecosystem": "PyPI"}, "ranges": [], "versions": []}
    return {"id": f"BAD-{name}", "summary": "bad", "modified": "2026-01-01T00:00:00Z", "affected": [affected]}


@pytest.fixture
def service():
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        server.bad, server.status = {KNOWN_BAD[0]}, 200
        server.url = f"http://127.0.0.1:{server.server_port}/v1/query"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def run(tmp_path, capsys):
    pins = tmp_path / "pins.txt"
    pins.write_text("# versions\nalpha==1.0\nbeta==2.0\n")

    def run(url):
        return main([f"--pins={pins}", f"--osv-url={url}"]), capsys.readouterr().out

    return run


def test_it_is_clean_when_the_service_knows_nothing_bad_of_the_pins(service, run):
    assert run(service.url) == (CLEAN, "clean: no known vulnerability in 2 pinned versions\n")


def test_findings_are_named(service, run):
    service.bad.add("beta")
    assert run(service.url) == (FINDINGS, "findings:\nbeta 2.0: BAD-beta\n")


def test_a_service_that_says_yes_to_everything_was_not_reached(service, run):
    service.bad.clear()
    code, told = run(service.url)
    assert code == NOT_AUDITED
    assert told.startswith("not audited: the service does not tell of jinja2 2.4.1")


def test_a_service_that_is_down_means_not_audited(service, run):
    service.status = 503
    code, told = run(service.url)
    assert (code, told[:13]) == (NOT_AUDITED, "not audited: ")


def test_a_service_that_is_not_there_means_not_audited(run):
    code, told = run(GONE)
    assert (code, told[:13]) == (NOT_AUDITED, "not audited: ")


def test_a_program_that_hangs_means_not_audited(tmp_path):
    hanging = (sys.executable, "-c", "import time; time.sleep(60)")
    assert audit(tmp_path / "pins.txt", (), hanging, seconds=0.5) == (
        NOT_AUDITED,
        "not audited: no answer within 0.5 seconds",
    )


def test_a_skipped_package_is_not_audited_though_pip_audit_exits_with_0():
    known = {"name": KNOWN_BAD[0], "version": KNOWN_BAD[1], "vulns": [{"id": "BAD"}]}
    skipped = {"name": "alpha", "skip_reason": "Dependency not found on PyPI and could not be audited: alpha (1.0)"}
    assert verdict([known, skipped])[0] == NOT_AUDITED


def test_a_finding_beside_a_skipped_package_is_still_a_finding():
    bad = {"name": "beta", "version": "2.0", "vulns": [{"id": "BAD"}]}
    skipped = {"name": "alpha", "skip_reason": "not found"}
    assert verdict([bad, skipped]) == (FINDINGS, "findings:\nbeta 2.0: BAD\nnot audited: alpha")
