"""A sandbox's life: started, stopped, reset, many at once, and run from a command."""

import gc
import io
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings

import httpx
import pytest

from limio_langchain import LimioSettings
from limio_langchain.sandbox import Sandbox, serve
from limio_langchain.sandbox.__main__ import main
from limio_langchain.sandbox.tokens import CLIENT_ID, CLIENT_SECRET

FORM = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


def ask(url, path="/"):
    return httpx.get(url + path, trust_env=False).status_code


def threads():
    return {thread for thread in threading.enumerate() if thread.name.startswith("limio-sandbox")}


@pytest.fixture
def others():
    """The sandboxes that other tests keep open meanwhile."""
    return threads()


def test_it_serves_inside_the_block_and_not_after():
    with Sandbox() as limio:
        assert ask(limio.url) == 200
    with pytest.raises(httpx.ConnectError):
        ask(limio.url)


def test_nothing_is_left_when_it_stopped(others):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Sandbox() as limio, httpx.Client(base_url=limio.url, trust_env=False) as client:
            client.get("/")
            assert len(threads() - others) == 1
        assert threads() == others
        gc.collect()
    port = int(limio.url.rpartition(":")[2])
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", port))


def test_what_it_accepts_as_it_stops_is_closed(monkeypatch):
    unclosed = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: unclosed.append(told.exc_value))
    for _ in range(20):
        with Sandbox([]) as limio:
            address = ("127.0.0.1", int(limio.url.rpartition(":")[2]))
            made = [socket.create_connection(address) for _ in range(60)]
        for one in made:
            one.close()
        gc.collect()
    assert unclosed == []


def test_it_starts_and_stops_quickly_with_connections_open():
    began = time.monotonic()
    for _ in range(5):
        with Sandbox([]) as limio, httpx.Client(base_url=limio.url, trust_env=False) as client:
            client.get("/")
    assert time.monotonic() - began < 2.5


def test_starting_and_stopping_twice_is_once(others):
    limio = Sandbox()
    limio.start()
    limio.start()
    assert len(threads() - others) == 1
    limio.stop()
    limio.stop()
    assert threads() == others


def test_it_comes_back_on_the_same_port_with_its_baskets():
    limio = Sandbox([])
    with limio:
        url = limio.url
    with limio:
        assert (limio.url, ask(url)) == (url, 200)


def test_it_has_no_address_before_it_starts():
    with pytest.raises(RuntimeError, match="before it is started"):
        Sandbox([]).url  # noqa: B018


def test_a_taken_port_is_an_error_and_leaves_nothing(others):
    with Sandbox([]) as limio:
        with pytest.raises(OSError, match="is taken by another program"):
            Sandbox([], port=int(limio.url.rpartition(":")[2])).start()
        assert len(threads() - others) == 1


def test_several_run_side_by_side_and_share_nothing():
    with Sandbox([]) as one, Sandbox([]) as other:
        one.faults.add("shop", "status", status=503)
        assert (one.url != other.url, ask(one.url), ask(other.url)) == (True, 503, 200)


def test_its_settings_name_it_for_api_and_shop_and_keep_nothing_on_disk():
    with Sandbox([]) as limio:
        settings = limio.settings()
        assert isinstance(settings, LimioSettings)
        assert (settings.shop_url, settings.api_url, settings.cache_dir) == (limio.url, limio.url, None)
        assert limio.settings(client_id=None, client_secret=None).has_credentials is False


def test_connections_are_counted_and_not_calls():
    with Sandbox() as limio, httpx.Client(base_url=limio.url, trust_env=False) as client:
        for _ in range(50):
            client.get("/checkout")
        assert (limio.connections, limio.calls("shop")) == (1, 50)
        ask(limio.url)
        assert limio.connections == 2


def test_fifty_callers_at_once_are_all_served():
    with Sandbox() as limio:
        told = []
        callers = [threading.Thread(target=lambda: told.append(ask(limio.url, "/checkout"))) for _ in range(50)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        assert told == [200] * 50


def test_reset_is_a_fresh_sandbox():
    with Sandbox() as limio:
        path = "/offers2/Business Pro Annual"
        before = limio.catalogue.by_path(path)
        limio.publish(before)
        limio.unpublish("/offers2/Team Library")
        token = httpx.post(limio.url + "/oauth2/token", data=FORM, trust_env=False).json()["access_token"]
        limio.faults.add("*", "drop")
        limio.reset()
        assert (limio.baskets, limio.requests, limio.tokens_issued, limio.connections) == ([], [], 0, 0)
        assert (limio.faults.active, limio.catalogue.by_path(path), len(limio.catalogue)) == ([], before, 20)
        headers = {"authorization": f"Bearer {token}"}
        assert httpx.get(limio.url + "/api/add_ons", headers=headers, trust_env=False).status_code == 401


def test_bad_offers_and_faults_are_refused_before_anything_runs(others):
    with pytest.raises(ValueError, match="offers"):
        Sandbox(10_001)
    with pytest.raises(ValueError, match="kind"):
        Sandbox(faults=[{"on": "token", "kind": "x"}])
    with pytest.raises(FileNotFoundError):
        Sandbox("no such file.json")
    assert threads() == others


class Listener(io.StringIO):
    """An output that tells when something was written to it."""

    def __init__(self):
        super().__init__()
        self.written = threading.Event()

    def flush(self):
        self.written.set()


def test_served_from_a_command_it_tells_its_settings_and_each_call():
    out, until = Listener(), threading.Event()
    running = threading.Thread(target=serve, kwargs={"port": 0, "out": out, "until": until})
    running.start()
    out.written.wait(10)
    lines = dict(line.split()[1].split("=", 1) for line in out.getvalue().splitlines() if " LIMIO_" in line)
    url = lines["LIMIO_SHOP_URL"]
    assert lines == {
        "LIMIO_SHOP_URL": url,
        "LIMIO_API_URL": url,
        "LIMIO_CLIENT_ID": CLIENT_ID,
        "LIMIO_CLIENT_SECRET": CLIENT_SECRET,
    }
    ask(url, "/checkout?purchase=%2Foffers2%2FX&email=ada%40example.com")
    assert main(["--at", url, "--fault", "shop:status:status=503"]) == 0
    assert ask(url) == 503
    assert main(["--at", url, "--mend"]) == 0
    assert ask(url) == 200
    until.set()
    running.join(10)
    assert "GET /checkout 404" in out.getvalue()
    assert "example.com" not in out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fault", "checkout"], "kind: '' is none of"),
        (["--fault", "checkout:status:503"], "503: options are written name=value"),
        (["--offers", "nowhere.json"], "nowhere.json"),
        (["--at", "ftp://x", "--mend"], "url: "),
        (["--at", "http://127.0.0.1:1", "--mend"], "there is no sandbox at"),
    ],
)
def test_a_wrong_command_is_one_clear_line(arguments, message, capsys):
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert (message in told, told.count("\n")) == (True, 1)


def test_ctrl_c_ends_it_without_a_traceback():
    command = [sys.executable, "-m", "limio_langchain.sandbox", "--port", "0"]
    heard = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}  # a job in the background ignores it
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **heard) as running:
        assert running.stdout.readline().startswith("A local Limio is running")
        running.send_signal(2)
        _, errors = running.communicate(timeout=20)
    assert (running.returncode, errors) == (0, "")
