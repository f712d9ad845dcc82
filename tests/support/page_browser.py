"""A browser on the chat page, and a visitor's tab in it."""

import shutil
from dataclasses import dataclass

# The flags keep Chromium to itself: it looks for nothing outside of this machine.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOW = "Chromium is needed for the chat page's tests: apt-get install chromium"


def chromium_path():
    """Return where Chromium is, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@dataclass
class Page:
    """A visitor's tab."""

    tab: object
    faults: list

    def open(self, url):
        self.tab.goto(url)
        self.tab.locator(".agent").first.wait_for()
        return self

    def send(self, text):
        """Type a message, and wait for nothing."""
        self.tab.fill("#text", text)
        self.tab.press("#text", "Enter")

    def say(self, text):
        """Type a message and return the reply once it is there."""
        before = self.tab.locator(".agent").count()
        self.send(text)
        return self.reply(before)

    def click(self, name):
        """Click a suggested answer and return the reply."""
        before = self.tab.locator(".agent").count()
        self.tab.get_by_role("button", name=name, exact=True).click()
        return self.reply(before)

    def reply(self, before):
        answer = self.tab.locator(".agent").nth(before)
        answer.wait_for()
        return answer

    def texts(self):
        return self.tab.locator(".said").all_inner_texts()
