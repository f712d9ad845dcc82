"""The tables of docs/integrations.md are what is seen now, as far as one environment can see it."""

import pytest
from lacking import lacking
from page_browser import FLAGS, HOW, chromium_path

from clients import guard_rows, official, provider_rows
from clients.page import held, table
from limio_langchain import LimioToolkit
from limio_langchain.sandbox import Sandbox

pytestmark = [pytest.mark.load, pytest.mark.timeout(400)]


def test_the_providers_table_is_what_is_seen_now():
    with Sandbox() as limio, LimioToolkit.from_settings(limio.settings()) as toolkit:
        assert table(provider_rows.rows(toolkit)) == held("providers"), "run `make clients`"


def test_the_guard_s_table_is_what_is_seen_now():
    playwright = pytest.importorskip("playwright.sync_api")
    if chromium_path() is None:
        lacking(HOW)
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        assert table(guard_rows.rows(browser.new_page())) == held("guard"), "run `make clients`"
        browser.close()


async def test_the_official_client_s_rows_are_what_is_seen_now():
    with Sandbox() as limio:
        now = table(await official.played(limio))
    assert set(now.splitlines()) <= set(held("clients").splitlines()), "run `make clients`"
