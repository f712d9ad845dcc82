"""A desk, and colleagues at it."""

import httpx
from web_server import Visitor

TOKEN = "the-token-of-a-colleague"
ANN, BEN = "a-token-of-ann-s-own-1", "a-token-of-ben-s-own-2"
NAMED = {"LIMIO_AGENT_TOKEN": TOKEN, "LIMIO_AGENT_DESK_TOKENS": f"ann:{ANN}, ben:{BEN}"}
BUYS = ("Business Pro, yearly, for 3 people. I'm Jo Park, jo@brand.io", "yes", "no thanks")


class Staged:
    """A server whose orders a colleague decides on, a customer whose order waits, and the colleague's requests.

    Who waited at the desk before is left out of what stands there.
    """

    def __init__(self, server, buys=BUYS):
        self.server, self.visitor, self.before = server, Visitor(server), set()
        self.before = {one["thread"] for one in (*self.listed("orders"), *self.listed("calls"))}
        self.visitor.see()
        self.say(*buys)

    def say(self, *texts):
        for text in texts:
            said = self.visitor.say(text)
        return said["text"]

    def ask(self, method, path, token=TOKEN, **body):
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        url = f"{self.server.url}/api/approvals{path}"
        return httpx.request(method, url, json=body or None, headers=headers, trust_env=False, timeout=30)

    def listed(self, kind, **more):
        return [one for one in self.ask("GET", "", **more).json()[kind] if one["thread"] not in self.before]

    def cards(self, **more):
        return self.listed("orders", **more)

    def send(self, card, path="", **body):
        return self.ask("POST", f"/{card['thread']}{path}", order=card["order"], **body)
