"""A sandbox, the chat page's server before it, and a browser."""

from contextlib import ExitStack, contextmanager

import pytest
from lacking import lacking
from page_browser import FLAGS, HOW, Page, chromium_path
from page_states import Stage
from playwright.sync_api import sync_playwright
from web_server import Visitor, WebServer, close_visitors, free_port


def pytest_collection_modifyitems(items):
    """Each file's tests that await come before its browser, which has an event loop running in this thread."""
    places = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in items))}
    items.sort(key=lambda item: (places[item.path], "chromium" in getattr(item, "fixturenames", ())))


@contextmanager
def serving(limio, folder):
    """Start servers of the chat page, each stopped at the end."""
    with ExitStack() as started:

        def start(*flags, database=None, sandbox=limio, **more):
            kept = database or str(folder / "chat.sqlite")
            return started.enter_context(WebServer(sandbox.settings(), kept, free_port(), flags, more))

        yield start


@pytest.fixture
def serve(limio, tmp_path):
    with serving(limio, tmp_path) as start:
        yield start


@pytest.fixture(scope="module")
def serve_all(served, tmp_path_factory):
    """Start servers for all of a file's tests that leave nothing behind for the others."""
    with serving(served, tmp_path_factory.mktemp("chat")) as start:
        yield start


@pytest.fixture
def server(serve):
    return serve()


@pytest.fixture(scope="module")
def standing(serve_all):
    return serve_all()


@pytest.fixture
def visitor(server):
    return Visitor(server)


# It goes before other files' tests come, for the same reason.
@pytest.fixture(scope="module")
def chromium():
    path = chromium_path()
    if path is None:
        lacking(HOW)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def stage(chromium, tmp_path_factory):
    with Stage(chromium, tmp_path_factory.mktemp("stage")) as one:
        yield one
    assert one.faults == []


@pytest.fixture
def browse(chromium):
    """Open tabs of visitors, each a visitor of their own; a fault of a page fails the test."""
    contexts, faults = [], []

    def visit(url, **options):
        context = chromium.new_context(**options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        tab = context.new_page()
        tab.on("pageerror", lambda error: faults.append(str(error)))
        return Page(tab, faults).open(url)

    yield visit
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(autouse=True)
def visitors_leave():
    yield
    close_visitors()
