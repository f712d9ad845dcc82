"""The first hour: whatever is missing, misspelt or in the way is told in one line that says what to do."""

import errno
import os
import pwd
import shlex
import socket
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from fake_openai import FakeOpenAI
from typer.testing import CliRunner
from web_server import variables

import limio_sales_agent
from limio_langchain import LimioSettings, settings, stored_offers
from limio_langchain.catalog import Catalog
from limio_sales_agent.cli.app import app
from limio_sales_agent.cli.environment import read_env_file
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.evaluation import EXAMPLES, load
from limio_sales_agent.reading.chat_model import ModelError, failure_of, resolve_model
from limio_sales_agent.storage.sqlite import default_place

BIN = Path(sys.executable).parent


@pytest.fixture
def limio_agent(tmp_path, monkeypatch):
    """Runs the command in this process, in an empty folder, with an environment that is put back."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    before = dict(os.environ)

    def run(*words, said=None):
        return CliRunner().invoke(app, list(map(str, words)), input=said)

    yield run
    os.environ.clear()
    os.environ.update(before)


def unusable(done):
    """Return the one line that a command ends in instead of a traceback."""
    assert isinstance(done.exception, Unusable)
    return str(done.exception)


def test_the_commands_read_env_and_the_library_does_not(limio_agent, limio, tmp_path):
    lines = [f"{name}={value}" for name, value in variables(limio.settings()).items()]
    (tmp_path / ".env").write_text("\ufeff# a remark\n" + "\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match="LIMIO_SHOP_URL"):
        LimioSettings()
    done = limio_agent("offers", "--json")
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 17)


def test_the_environment_goes_before_env_and_a_secret_is_taken_as_it_stands(tmp_path, monkeypatch):
    file = tmp_path / "env"
    file.write_text("LIMIO_CLIENT_ID=of-the-file\nLIMIO_CLIENT_SECRET=a${HOME}b$c\n")
    monkeypatch.setenv("LIMIO_CLIENT_ID", "of-the-environment")
    monkeypatch.setattr(os, "environ", dict(os.environ))
    read_env_file(file)
    told = os.environ["LIMIO_CLIENT_ID"], os.environ["LIMIO_CLIENT_SECRET"]
    assert told == ("of-the-environment", "a${HOME}b$c")


def test_an_env_that_cannot_be_read_is_named(tmp_path):
    file = tmp_path / "env"
    file.write_bytes(b"LIMIO_SHOP_URL=\xff\xfe")
    with pytest.raises(Unusable, match="env cannot be read: it is not UTF-8 text"):
        read_env_file(file)
    read_env_file(tmp_path)  # a virtual environment of that name is a folder


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "shop_url (LIMIO_SHOP_URL) is missing: the shop as customers know it, such as https://shop.example.com"),
        ({"client_id": "x"}, "client_secret (LIMIO_CLIENT_SECRET) is missing: set both client_id and client_secret, or neither; Limio issues both"),
        ({"client_id": "x", "client_secret": "y"}, "api_url (LIMIO_API_URL) is missing, and credentials need it: the host of your tenant's admin app"),
    ],
)  # fmt: skip
def test_a_missing_setting_is_named_with_where_its_value_comes_from(limio_agent, monkeypatch, given, says):
    for name, value in given.items():
        monkeypatch.setenv(f"LIMIO_{name.upper()}", value)
        monkeypatch.setenv("LIMIO_SHOP_URL", "https://shop.example.com")
    assert says in unusable(limio_agent("offers"))


def test_a_setting_that_is_wrong_is_not_told_to_be_the_shop_s(limio_agent, monkeypatch):
    monkeypatch.setenv("LIMIO_SHOP_URL", "https://shop.example.com")
    monkeypatch.setenv("LIMIO_DEADLINE", "soon")
    said = unusable(limio_agent("offers"))
    assert (
        said.startswith("deadline (LIMIO_DEADLINE): "),
        said.endswith("\nCorrect that, or try it with --sandbox."),
    ) == (True, True)


@pytest.mark.parametrize("command", ["web", "chat"])
@pytest.mark.parametrize(
    ("option", "given", "says"),
    [
        ("--outcomes", "nowhere/out.jsonl", "No such file or directory; name a file that can be written"),
        ("--outcomes", ".", "Is a directory; name a file that can be written"),
        ("--outcome-webhook", "crm.example.com", "must be a URL such as https://crm.example.com/outcomes"),
    ],
)
def test_where_no_outcome_would_arrive_nothing_is_begun(limio_agent, command, option, given, says):
    assert unusable(limio_agent(command, "--sandbox", option, given)) == f"{option} {given}: {says}"


def test_a_profile_that_is_none_is_told_with_those_there_are(limio_agent):
    said = unusable(limio_agent("mcp", "--sandbox", "--profile", "everything"))
    assert said == "--profile everything: must be browse, sell or ops"


@pytest.mark.parametrize(
    ("option", "given"),
    [("--position", "nowhere/p"), ("--position", "."), ("--since", "99999999999d"), ("--since", "\u00b2d")],
)
def test_a_place_or_a_moment_for_baskets_that_is_none_is_told_before_any_is_printed(limio_agent, option, given):
    done = limio_agent("baskets", "--sandbox", "--json", option, given)
    assert unusable(done).startswith(f"{option} {given}: ")
    assert "ann@example.com" not in done.stdout


def test_a_terminal_without_a_character_shows_what_stands_for_it(tmp_path):
    known = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "XDG_DATA_HOME": str(tmp_path)}
    words, said = [BIN / "limio-agent", "chat", "--sandbox"], b"what does Business Pro cost?\n/quit\n"
    done = subprocess.run(words, input=said, capture_output=True, timeout=60, check=False, env=known, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"\xa3" in done.stdout


def test_the_version_is_told(limio_agent):
    assert limio_agent("--version").stdout == f"limio-agent {version('limio-langchain')}\n"


@pytest.mark.parametrize("command", [("web", "--sandbox"), ("mcp", "--http", "--sandbox"), ("sandbox",)])
def test_a_taken_port_is_named_with_the_option_that_mends_it(limio_agent, command):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = unusable(limio_agent(*command, "--port", port))
    assert said.endswith(f"port {port} of 127.0.0.1 is taken by another program; choose another with --port")
    assert "\n" not in said


def test_an_address_of_another_machine_is_named_with_the_option_that_mends_it(limio_agent):
    said = unusable(limio_agent("web", "--sandbox", "--host", "192.0.2.1"))
    assert said == "192.0.2.1 is no address of this machine; choose one with --host, such as 127.0.0.1 or 0.0.0.0"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("gpt", "name the provider and the model, such as openai:gpt"),
        ("openai:", "name the provider and the model, such as openai:NAME"),
        ("foo:bar", "foo: no such provider; there are anthropic, "),
        ("groq:x", "requires the langchain-groq package"),
        ("openai:x", "OPENAI_API_KEY is not set; for a local server set OPENAI_BASE_URL instead"),
    ],
)
def test_a_model_that_cannot_be_made_says_why(name, says):
    with pytest.raises(ModelError) as refused:
        resolve_model(name)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("status", "says", "stays"),
    [("404", "knows no model of that name", True), ("401", "refuses the key", True), ("503", "does not answer", False)],
)
def test_a_model_that_refuses_is_told_apart_from_one_that_is_away(limio_agent, monkeypatch, status, says, stays):
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    with FakeOpenAI(status) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        failed = failure_of(resolve_model("openai:gpt-none"))
        assert (says in failed.words, failed.stays) == (True, stays)
        done = limio_agent("chat", "--sandbox", "--model", "openai:gpt-none", "--database", "t.sqlite", said="/quit\n")
    assert isinstance(done.exception, Unusable) is stays
    assert says in (str(done.exception) if stays else done.output)


def test_an_unknown_key_of_a_playbook_is_named_with_the_nearest(limio_agent, tmp_path):
    (tmp_path / "mine.yaml").write_text("titel: Mine\n")
    said = unusable(limio_agent("chat", "--sandbox", "--playbook", "mine.yaml"))
    assert said == "mine.yaml: titel: is not a key of the playbook; did you mean 'title'?"


@pytest.fixture
def homeless(monkeypatch):
    """A user whom the system knows no home of, as containers have."""
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)

    def unknown(_):
        raise KeyError("no such user")

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    settings._say_once.cache_clear()
    yield
    settings._say_once.cache_clear()


def test_without_a_home_there_is_no_cache_which_is_said_once(homeless, caplog):
    known = [LimioSettings(shop_url="https://shop.example.com") for _ in range(3)]
    assert {one.cache_dir for one in known} == {None}
    assert [record.message.partition(":")[0] for record in caplog.records] == ["no home directory"]


@pytest.mark.parametrize("fault", [errno.EROFS, errno.ENOSPC, errno.EACCES])
def test_a_disk_that_refuses_costs_the_copy_alone_which_is_said_once(limio, tmp_path, monkeypatch, caplog, fault):
    from limio_langchain import LimioClient  # noqa: PLC0415  named where it is used

    def refuses(*_, **__):
        raise OSError(fault, os.strerror(fault))

    def opened(*given, made=os.fdopen, **options):
        file = made(*given, **options)
        file.write = refuses
        return file

    monkeypatch.setattr(os, "fdopen", opened)
    stored_offers._say_once.cache_clear()
    known = limio.settings(cache_dir=tmp_path / "cache", catalog_ttl=0)
    with LimioClient(known) as client:
        catalog = Catalog(known)
        views = [client.run(catalog.offers()) for _ in range(3)]
    assert [view.source for view in views] == ["api"] * 3
    assert [os.strerror(fault) in record.message for record in caplog.records] == [True]
    assert list((tmp_path / "cache").iterdir()) == []


def printed_commands(text):
    """Return the commands a text tells its reader to run."""
    lines = [line.partition(": ")[2].strip() or line.strip() for line in text.splitlines()]
    return [shlex.split(line) for line in lines if line.startswith(("python -m limio", "limio-agent"))]


def test_the_commands_that_the_sandbox_prints_run_as_printed(limio):
    from limio_langchain.sandbox.running import introduction  # noqa: PLC0415  for this alone

    commands = printed_commands(introduction(limio.url))
    assert len(commands) == 2
    for words in commands:
        done = subprocess.run([sys.executable, *words[1:]], capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_what_an_error_advises_is_an_option_of_every_command_that_gives_it(limio_agent):
    for command in ("offers", "baskets", "doctor", "web", "chat", "conform", "mcp"):
        assert "--sandbox" in limio_agent(command, "--help").stdout


def test_baskets_on_a_sandbox_have_something_to_show(limio_agent):
    told = limio_agent("baskets", "--sandbox", "--json").stdout.splitlines()
    assert ['"lead"' in told[0], '"quote"' in told[1]] == [True, True]


SCENARIO = """
scenarios:
  - name: somebody leaves
    about: Nothing is sold to whom wants nothing.
    turns: [{say: "no thanks, bye"}]
    sandbox: {baskets: 0}
"""


def test_scenarios_are_part_of_the_package_and_others_can_be_named(limio_agent, tmp_path):
    assert EXAMPLES.is_relative_to(Path(limio_sales_agent.__file__).parent)
    assert len(load([EXAMPLES])) > 100
    (tmp_path / "mine.yaml").write_text(SCENARIO)
    assert "passed" in limio_agent("scenarios", "mine.yaml").stdout
    assert limio_agent("scenarios", tmp_path / "none").exit_code == 2


DOCTOR = {
    "another host": (lambda limio: limio.faults.add("token", "status", status=404), "is api_url (LIMIO_API_URL) right?"),
    "401": (lambda limio: limio.faults.add("offers", "status", status=401), "answered 401"),
    "403": (lambda limio: limio.faults.add("offers", "status", status=403), "answered 403"),
    "404": (lambda limio: limio.faults.add("offers", "status", status=404), "Set LIMIO_API_URL to the host of your tenant"),
    "a web page": (lambda limio: limio.faults.add("offers", "html"), "something other than JSON (a web page)"),
    "a redirect": (lambda limio: limio.faults.add("offers", "redirect"), "which is not followed"),
}  # fmt: skip


@pytest.mark.parametrize("fault", DOCTOR)
def test_the_doctor_says_what_is_wrong_on_the_way(limio_agent, tenant, monkeypatch, fault):
    breaks, says = DOCTOR[fault]
    monkeypatch.setenv("LIMIO_CACHE_DIR", "off")
    breaks(tenant)
    done = limio_agent("doctor")
    assert done.exit_code == 1
    assert says in " ".join(done.stdout.split())


def test_the_doctor_tells_proxy_and_certificates(limio_agent, tenant):
    assert "network: without a proxy, certificates of certifi" in limio_agent("doctor").stdout


def test_the_doctor_lists_what_is_set_and_read_by_nothing(limio_agent, tmp_path):
    (tmp_path / ".env").write_text("LIMIO_SHOP=https://shop.example.com\nLIMIO_WAREHOUSE_FOLDER=x\n")
    said = limio_agent("doctor").output
    assert "variables: read by nothing here: LIMIO_SHOP (is LIMIO_SHOP_URL meant?), LIMIO_WAREHOUSE_FOLDER\n" in said
    assert "shop_url (LIMIO_SHOP_URL) is missing" in said


def test_without_a_home_a_conversation_is_kept_for_this_run_which_is_said_once(limio_agent, homeless):
    done = limio_agent("chat", "--sandbox", said="hello\n/quit\n")
    assert (done.exit_code, done.output.count("this user has no home directory: conversations are kept in")) == (0, 1)
    assert "this user has no home directory; name the servers' store with --database" in unusable(
        limio_agent("forget", "t")
    )


@pytest.mark.parametrize("fault", [errno.EROFS, errno.ENOSPC])
def test_a_data_folder_that_cannot_be_written_gives_way_to_this_run_s_own(limio_agent, monkeypatch, fault):
    folder = default_place().parent

    def refuses(self, *args, **options):
        if self == folder:
            raise OSError(fault, os.strerror(fault))
        return made(self, *args, **options)

    made = Path.mkdir
    monkeypatch.setattr(Path, "mkdir", refuses)
    done = limio_agent("chat", "--sandbox", said="/quit\n")
    assert done.exit_code == 0
    assert f"{os.strerror(fault)}: conversations are kept in" in done.output


@pytest.mark.parametrize("command", ["chat", "web"])
def test_a_named_file_that_cannot_be_written_is_told_in_a_line(limio_agent, tmp_path, command):
    (tmp_path / "file").write_text("")
    said = unusable(limio_agent(command, "--sandbox", "--database", "file/t.sqlite"))
    assert said == "--database file/t.sqlite: File exists; name a file that can be written"
