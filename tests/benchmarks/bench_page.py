"""What the chat page costs a visitor in headless Chromium, held against a bare page that says its greeting."""

import statistics

from page_browser import FLAGS, chromium_path
from playwright.sync_api import sync_playwright
from shop_page import a_shop
from web_server import WebServer, free_port

from benchmarks.measuring import Race, Row, duration, once
from limio_langchain.sandbox import Sandbox

BARE = (
    '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Bare</title>'
    "<p>Hello, I'm Tidewell's automated assistant. Tell me who wants to read what, and roughly how many of you there are."
)
PAINTED = """() => new Promise((done) => new PerformanceObserver((seen) => {
  const first = seen.getEntriesByName("first-contentful-paint")[0];
  if (first) done(first.startTime / 1000);
}).observe({type: "paint", buffered: true}))"""
PHONE = {"width": 390, "height": 844}


def bench_page(benchmark, size, tmp_path):
    with Sandbox() as limio, a_shop() as bare, sync_playwright() as playwright:
        bare.page = BARE
        with WebServer(limio.settings(), str(tmp_path / "chat.sqlite"), free_port()) as server:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            rounds = once(
                benchmark,
                lambda: [(opened(browser, bare.url), opened(browser, server.url)) for _ in range(size(31, 3))],
            )
            browser.close()
    bare_seen, seen = zip(*rounds, strict=True)
    first = Race([paint for paint, *_ in seen], [paint for paint, *_ in bare_seen])
    asked, sent = ({one[place] for one in seen} for place in (1, 2))
    ready = statistics.median(one[3] for one in seen)
    (requests,), (kilobytes,) = asked, {round(one / 1000) for one in sent}
    Row(
        21,
        "chat page, opened anew on a phone's size: first paint, requests, bytes sent",
        "a page of one line, served by Python's `http.server`",
        "≤ 1 s; ≤ 15 requests, none elsewhere; ≤ 100 kB",
        f"{duration(statistics.median(first.ours))}, {first.ratio:.2f} x; {requests} requests; {kilobytes} kB",
        statistics.median(first.ours) <= 1 and requests <= 15 and kilobytes <= 100,
        f"{first.told()}; headless Chromium, no cache, from the address asked for to the first words; the greeting and the "
        f"first answers to pick can be used after {duration(ready)}. The requests include the icon's and the conversation's",
        {"ours": first.ours, "theirs": first.theirs},
    ).keep(benchmark)


def opened(browser, url):
    """Return a page's first paint in seconds, its requests, the bytes sent, and when there is something to press."""
    context = browser.new_context(viewport=PHONE)
    tab, asked, sent = context.new_page(), [], []
    wire = context.new_cdp_session(tab)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda one: sent.append(one["encodedDataLength"]))
    tab.on("request", lambda one: asked.append(one.url))
    tab.goto(url, wait_until="networkidle")
    first = tab.evaluate(PAINTED)
    ready = tab.evaluate("performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart") / 1000
    context.close()
    assert [one for one in asked if not one.startswith(url)] == []
    return first, len(asked), sum(sent), ready
