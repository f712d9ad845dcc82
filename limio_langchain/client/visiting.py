"""Opens a page as a browser would, without credentials: what the checks of a shop and its links need."""

from __future__ import annotations

import httpx

from limio_langchain.client.failures import FAILURES, failure
from limio_langchain.client.wire import CappedTransport
from limio_langchain.deadline import Clock, within
from limio_langchain.settings import LimioSettings


def visit(url: str, settings: LimioSettings) -> int:
    """Open a page, through the settings' network and within their deadline, and return the status in the end.

    Args:
        url: The page; redirects are followed.
        settings: How long it may take, and which certificates are trusted.

    Raises:
        LimioError: No whole answer came; it says why.
    """
    transport = CappedTransport(ca_bundle=settings.ca_bundle)
    waits = httpx.Timeout(settings.read_timeout, connect=settings.connect_timeout)
    try:
        with within(settings.deadline, Clock()), httpx.Client(transport=transport, timeout=waits) as browser:
            return browser.get(url, follow_redirects=True).status_code
    except FAILURES as error:
        failed = failure(f"GET {url.partition('?')[0]}", error)
    raise failed  # outside the except block, as in the clients
