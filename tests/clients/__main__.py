"""Plays every client and writes what was seen into docs/integrations.md.

Takes the environments that cannot be one: langchain-mcp-adapters (mcp below 2), langchain.mcp on fastmcp, and the
LangGraph server, whose licence is Elastic's and which is therefore no dependency of this project's.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from mcp_clients import COMMAND, served
from page_browser import FLAGS, chromium_path
from playwright.sync_api import sync_playwright
from web_server import environment

from clients import guard_rows, langgraph_server, official, provider_rows
from clients.page import write
from limio_langchain import LimioToolkit
from limio_langchain.sandbox import Sandbox

HERE = Path(__file__).parent


def elsewhere(python, script, limio):
    """Play a script by another environment's Python."""
    with served(limio) as url:
        told = json.dumps({"command": COMMAND, "env": environment(limio.settings()), "url": url})
        done = subprocess.run([python, HERE / script, told], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def main(adapters, fastmcp, langgraph):
    """Play all and write the page."""
    with Sandbox() as limio:
        rows = asyncio.run(official.played(limio))
        rows += elsewhere(fastmcp, "langchain_mcp.py", limio) + elsewhere(adapters, "langchain_adapters.py", limio)
        write("clients", rows)
        with LimioToolkit.from_settings(limio.settings()) as toolkit:
            write("providers", provider_rows.rows(toolkit))
    with sync_playwright() as started:
        write("guard", guard_rows.rows(started.chromium.launch(executable_path=chromium_path(), args=FLAGS).new_page()))
    with Sandbox() as limio, tempfile.TemporaryDirectory() as folder:
        write("servers", asyncio.run(langgraph_server.played(langgraph, limio, Path(folder))))


if __name__ == "__main__":
    main(*sys.argv[1:])
