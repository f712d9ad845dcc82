"""Firefox and WebKit as Debian has them, which Playwright drives none of: by WebDriver's commands, over their own drivers."""

import json
import os
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
from web_server import free_port

WAITS = 60.0  # seconds
ANSWERS = 10.0  # likewise: after it a click that nothing answers was swallowed
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # W3C's name of an element in an answer
MOVING = {"element not interactable", "element click intercepted", "stale element reference"}
ENTER = "\ue007"  # likewise
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
PREFERENCES = """
user_pref("marionette.port", {port});
user_pref("app.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
"""
ITS_SIZE = """
  const {style} = gBrowser.selectedBrowser;
  for (const bound of ["min-", "max-", ""]) {
    style.setProperty(`${bound}width`, `${arguments[0]}px`);
    style.setProperty(`${bound}height`, `${arguments[1]}px`);
  }
"""
WHOLE = "return document.readyState === 'complete' && location.href !== 'about:blank'"
NAMED = """return [...document.querySelectorAll("button, a.button")].find((one) => one.textContent.startsWith(arguments[0]))"""


class Refused(Exception):
    """What a driver does not do, with the code it says so by."""


def until(asked, what):
    """Ask until the answer is something, and return it."""
    answer = _within(WAITS, asked)
    assert answer, what
    return answer


def _within(seconds, asked):
    end = time.monotonic() + seconds
    while not (answer := asked()) and time.monotonic() < end:
        time.sleep(0.05)
    return answer


class Browser:
    """A tab of a browser.

    Args:
        size: Of the page in pixels, as a width and a height.
        folder: For its profile.
    """

    name = ""

    def __init__(self, size, folder):
        self.size, self.folder, self.opened = size, folder, ExitStack()

    def __enter__(self):
        with ExitStack() as opening:
            opening.callback(self.opened.close)
            self.start()
            self.tabs = set(self.windows())
            opening.pop_all()
        return self

    def __exit__(self, *_):
        self.opened.close()

    def program(self, *command, **more):
        process = subprocess.Popen(command, env=os.environ | more, **QUIET)
        self.opened.callback(process.wait)
        self.opened.callback(process.terminate)

    def until(self, script, *given):
        return until(lambda: self.run(script, *given), (script, given))

    def turn_to_new_tab(self):
        """Turn to the tab that a click opened, once its page is whole."""
        (new,) = until(lambda: set(self.windows()) - self.tabs, "no tab was opened")
        self.turn_to(new)
        self.until(WHOLE)

    def click(self, name):
        """Click a button or a link by the beginning of what stands on it."""
        until(lambda: self.act("click", self.until(NAMED, name)[ELEMENT]), f"{name} stays where it cannot be clicked")

    def click_until(self, name, script):
        """Click, and again while nothing answers: in a tab just opened a browser swallows a click at times."""

        def clicked():
            self.click(name)
            return _within(ANSWERS, lambda: self.run(script))

        until(clicked, f"{name} is clicked and nothing answers")

    def act(self, what, element, **given):
        """Click or type, and return whether that was possible: what still moves can be neither clicked nor typed in."""
        try:
            self.do(what, element, **given)
        except Refused as refused:
            if refused.args[0] not in MOVING:
                raise
            return False
        return True

    def type(self, text):
        field = self.run("return document.querySelector('#text')")[ELEMENT]
        until(lambda: self.act("value", field, text=text + ENTER), "the field stays where it cannot be typed in")


class Firefox(Browser):
    """Firefox by Marionette, which its geckodriver speaks to as well."""

    name = "firefox"
    LACKING = None if shutil.which("firefox-esr") else "Firefox is needed: apt-get install firefox-esr"

    def start(self):
        port, (width, height) = free_port(), self.size
        (self.folder / "user.js").write_text(PREFERENCES.replace("{port}", str(port)))
        at = ("--profile", str(self.folder), f"--width={width + 100}", f"--height={height + 200}")
        flags = ("--headless", "--no-remote", "--marionette", "--remote-allow-system-access")
        self.program("firefox-esr", *flags, *at, HOME=str(self.folder))
        self.socket = until(lambda: _connected(port), "Firefox does not answer")
        self.opened.enter_context(self.socket)
        self.file, self.sent = self.opened.enter_context(self.socket.makefile("rb")), 0
        self._answer()
        self.command("WebDriver:NewSession")
        self.command("Marionette:SetContext", value="chrome")
        self.run(ITS_SIZE, width, height)
        self.command("Marionette:SetContext", value="content")

    def command(self, name, **given):
        self.sent += 1
        asked = json.dumps([0, self.sent, name, given]).encode()
        self.socket.sendall(b"%d:%b" % (len(asked), asked))
        *_, error, told = self._answer()
        if error:
            raise Refused(error["error"])
        return told.get("value") if "value" in told else told

    def _answer(self):
        length = b""
        while (byte := self.file.read(1)) != b":":
            length += byte
        return json.loads(self.file.read(int(length)))

    def go(self, url):
        self.command("WebDriver:Navigate", url=url)

    def run(self, script, *given):
        return self.command("WebDriver:ExecuteScript", script=script, args=list(given))

    def do(self, what, element, **given):
        names = {"click": "WebDriver:ElementClick", "value": "WebDriver:ElementSendKeys"}
        self.command(names[what], id=element, **given)

    def windows(self):
        return self.command("WebDriver:GetWindowHandles")

    def turn_to(self, window):
        self.command("WebDriver:SwitchToWindow", handle=window)


def _connected(port):
    try:
        return socket.create_connection(("127.0.0.1", port), timeout=60)
    except OSError:
        return None


class WebKit(Browser):
    """WebKit by its own driver; its window is never narrower than its bar of buttons, 447 pixels."""

    name = "webkit"
    BROWSER = next(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"), None)
    LACKING = (
        None
        if BROWSER and shutil.which("WebKitWebDriver") and shutil.which("Xvfb")
        else "WebKit is needed: apt-get install webkit2gtk-driver xvfb"
    )

    def start(self):
        port, (width, height) = free_port(), self.size
        self.program("Xvfb", display := f":{free_port()}", "-screen", "0", "1600x1200x24")
        more = {
            "DISPLAY": display,
            "HOME": str(self.folder),
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        }  # as root
        self.program("WebKitWebDriver", f"--port={port}", **more)
        at = f"http://127.0.0.1:{port}"
        self.client = self.opened.enter_context(httpx.Client(base_url=at, trust_env=False, timeout=60))
        until(self._is_up, "WebKit's driver does not answer")
        options = {"binary": str(self.BROWSER), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self.session = f"/session/{self.client.post('/session', json=wanted).json()['value']['sessionId']}"
        self.opened.callback(self.client.delete, self.session)
        self.command("window/rect", width=width, height=height)

    def _is_up(self):
        try:
            return self.client.get("/status").is_success
        except httpx.TransportError:
            return False

    def command(self, name, **given):
        answer = self.client.post(f"{self.session}/{name}", json=given)
        told = answer.json()["value"]
        if answer.is_error:
            raise Refused(told["error"])
        return told

    def go(self, url):
        self.command("url", url=url)

    def run(self, script, *given):
        return self.command("execute/sync", script=script, args=list(given))

    def do(self, what, element, **given):
        self.command(f"element/{element}/{what}", **given)

    def windows(self):
        return self.client.get(f"{self.session}/window/handles").json()["value"]

    def turn_to(self, window):
        self.command("window", handle=window)
