"""The picture of the report in docs/images; run as a program it takes it anew, of a made-up quarter."""

import tempfile
from io import BytesIO
from pathlib import Path

from page_browser import FLAGS, chromium_path
from PIL import Image
from playwright.sync_api import sync_playwright
from reported import Filled

from limio_sales_agent.outcomes.page import as_page
from limio_sales_agent.outcomes.report import make_report
from limio_sales_agent.outcomes.store import OutcomeStore

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "report.webp"
WIDTH, HEIGHT = 1080, 1500


def page():
    """Return the report of a made-up quarter, as the page a colleague sees."""
    with tempfile.TemporaryDirectory() as folder, OutcomeStore.open(f"{folder}/outcomes.sqlite") as store:
        Filled(store, 3_000)
        return as_page(make_report(store))


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        faults = []
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.set_content(page())
        Image.open(BytesIO(tab.screenshot())).convert("RGB").save(PICTURE, quality=70, method=6)
        browser.close()
        assert faults == [], faults


if __name__ == "__main__":
    main()
