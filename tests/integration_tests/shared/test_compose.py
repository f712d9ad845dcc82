"""The compose file's parts: they name each other rightly, and the server's own command runs as written."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from packaging.requirements import Requirement
from ruamel.yaml import YAML
from web_server import TIDEWELL, Visitor, WebServer, free_port

from limio_langchain import LimioSettings
from limio_langchain.sandbox import Sandbox

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "docs" / "compose"
FILE = YAML(typ="safe", pure=True).load(FOLDER / "compose.yaml")
SERVICES = FILE["services"]
ASKED = re.compile(r"\$\{([A-Z_]+):\?[^}]*\}")


def filled(value, given):
    """Return a value of the file with its variables filled in, as compose does."""
    return ASKED.sub(lambda found: given[found[1]], value)


def option(name):
    (value,) = [word.partition("=")[2] for word in SERVICES["web"]["command"] if word.startswith(f"--{name}=")]
    return value


def test_no_secret_stands_in_the_file():
    values = [value for service in SERVICES.values() for value in service.get("environment", {}).items()]
    assert [
        name for name, value in values if re.search("SECRET|PASSWORD|TOKEN|KEY", name) and not ASKED.match(value)
    ] == []


def test_the_servers_are_told_settings_that_exist():
    known = {f"LIMIO_{field.upper()}" for field in LimioSettings.model_fields}
    assert set(SERVICES["web"]["environment"]) <= known | {"LIMIO_AGENT_TOKEN", "LANGGRAPH_AES_KEY"}


def test_the_servers_database_is_the_one_beside_them():
    url, held = urlsplit(filled(option("database"), {"POSTGRES_PASSWORD": "pw"})), SERVICES["database"]["environment"]
    assert url.hostname in SERVICES
    assert (url.username, url.path[1:]) == (held["POSTGRES_USER"], held["POSTGRES_DB"])
    assert "POSTGRES_PASSWORD" in option("database")


def test_the_proxy_s_addresses_are_the_ones_trusted():
    assert option("trust-proxy") == FILE["networks"]["default"]["ipam"]["config"][0]["subnet"]


def test_the_proxy_passes_on_to_the_servers_port():
    upstream, port = re.search(r"dynamic a (\S+) (\d+)", (FOLDER / "Caddyfile").read_text()).groups()
    assert upstream in SERVICES
    assert port == option("port")
    assert ":" + port in SERVICES["web"]["healthcheck"]["test"][-1]


def test_services_and_volumes_that_are_named_are_there():
    for service in SERVICES.values():
        assert set(service.get("depends_on", ())) <= set(SERVICES)
        for place in service.get("volumes", ()):
            source = place.partition(":")[0]
            own = source == "./playbook.yaml"  # the team's
            assert own or source in FILE["volumes"] or (FOLDER / source).exists(), source


def test_the_image_is_built_from_this_project_with_extras_that_exist():
    build = SERVICES["web"]["build"]
    assert (FOLDER / build["context"]).resolve() == ROOT
    words = shlex.split(re.search(r"^RUN (pip .*?) &&", (ROOT / build["dockerfile"]).read_text(), re.MULTILINE)[1])
    wanted = Requirement("limio-langchain" + words[-1].removeprefix("/src"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert wanted.extras == {"agent", "postgres"}
    assert wanted.extras <= set(project["optional-dependencies"])
    assert (ROOT / words[words.index("-c") + 1].removeprefix("/src/")).exists()


@pytest.fixture
def given(database):
    with Sandbox() as limio:
        known = limio.settings()
        yield {
            "POSTGRES_PASSWORD": "pw",
            "CHAT_HOST": "chat.shop.example",
            "SHOP_ORIGIN": "https://www.shop.example",
            "LIMIO_SHOP_URL": known.shop_url,
            "LIMIO_API_URL": known.api_url,
            "LIMIO_CLIENT_ID": known.client_id,
            "LIMIO_CLIENT_SECRET": known.client_secret.get_secret_value(),
            "LIMIO_AGENT_TOKEN": "token",
            "LANGGRAPH_AES_KEY": "0123456789abcdef",
        }


# Here, not in a container: the address, the port, the database and the playbook's place are this machine's.
HERE = {"host": "127.0.0.1", "playbook": str(TIDEWELL)}


def test_the_server_s_own_command_serves_a_customer_from_the_shared_database(given, database):
    port = free_port()
    here = HERE | {"port": str(port), "database": database}
    command = [_here(filled(word, given), here) for word in SERVICES["web"]["command"]]
    server = WebServer(None, database, port)
    env = {name: filled(value, given) for name, value in SERVICES["web"]["environment"].items()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIMIO_", "LANGGRAPH_"))}
    server.process = subprocess.Popen(
        [str(Path(sys.executable).parent / command[0]), *command[1:]],
        env=kept | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        server.ready()
        visitor = Visitor(server)
        visitor.see()
        assert "Business Pro" in visitor.say("Business Pro, yearly, for 5 of us")["text"]
    finally:
        printed = server.stop()
    assert "encrypted" in printed


def _here(word, here):
    name = word.partition("=")[0].removeprefix("--")
    return f"--{name}={here[name]}" if name in here else word
