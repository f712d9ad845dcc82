"""A Limio at the network's edge, for unit tests: a callable app, and clients of both kinds that talk to it."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field

import httpx

from limio_langchain import AsyncLimioClient, LimioClient
from limio_langchain.deadline import Clock
from limio_langchain.settings import LimioSettings

SHOP, API = "https://shop.example.com", "https://acme.prod.limio.com"
SECRET = "s3cret-of-the-tenant"
PLAN = {
    "path": "/offers2/Pro Plan",
    "name": "Pro Plan",
    "id": "a" * 40,
    "version": "b" * 40,
    "type": "item",
    "data": {
        "record_type": "offer",
        "attributes": {
            "display_name__limio": "Pro",
            "label__limio": ["pro"],
            "price__limio": [
                {
                    "type": "recurring",
                    "value": "49.00",
                    "currencyCode": "GBP",
                    "trigger": "order_date",
                    "repeat_interval": 1,
                    "repeat_interval_type": "months",
                }
            ],
            "default_quantity_options__limio": {"minimum_quantity": 1, "maximum_quantity": 10},
        },
    },
}
BASKET = {
    "id": "basket-1",
    "recoveryLink": "/api/checkout/recover?basket=basket-1&recover=a%2Bb==",
    "assistedCheckoutLink": "/checkout/assisted?token=x.y",
}


class FakeClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self):
        self.time, self.slept = 1000.0, []

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.time += seconds

    async def asleep(self, seconds):
        self.sleep(seconds)

    @property
    def clock(self):
        return Clock(self.now, self.sleep, self.asleep)


def answer(status=200, body=None, **headers):
    return httpx.Response(status, json=body if body is not None else {}, headers=headers)


def page(*items, **envelope):
    return answer(200, {"items": list(items), "hits": len(items)} | envelope)


@dataclass
class FakeLimio:
    """Answers the token by itself; the rest from scripts by path, the last answer again and again."""

    scripts: dict = field(default_factory=dict)
    seen: list = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    lifetime: object = 3600

    def script(self, path, *answers):
        self.scripts[path] = list(answers)
        return self

    def __call__(self, request):
        self.seen.append(request)
        path = request.url.path
        self.counts[path] += 1
        waiting = self.scripts.get(path)
        if not waiting:
            if path == "/oauth2/token":
                return answer(200, {"access_token": f"token-{self.counts[path]}", "expires_in": self.lifetime})
            return httpx.Response(500, json={"message": f"no script for {path}"})
        step = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if callable(step):
            step = step(request)
        if isinstance(step, Exception):
            raise step
        # A response can be read once; the script may give it many times.
        return httpx.Response(step.status_code, headers=step.headers, content=step.content)

    async def awaiting(self, request):
        await asyncio.sleep(0)
        return self(request)

    @property
    def bodies(self):
        return [
            json.loads(request.content)
            for request in self.seen
            if request.method == "POST" and "json" in request.headers.get("content-type", "")
        ]


def settings(**changes):
    known = {"shop_url": SHOP, "api_url": API, "client_id": "id", "client_secret": SECRET, "cache_dir": None}
    return LimioSettings(**(known | changes))


class Either:
    """One client, blocking or awaiting, with the same blocking face, so that a truth is written once."""

    def __init__(self, world, limio, fake_clock=None, **changes):
        self.clock = fake_clock or FakeClock()
        self.settings = settings(**changes)
        options = {"clock": self.clock.clock}
        if world == "blocking":
            self.client = LimioClient(self.settings, transport=httpx.MockTransport(limio), **options)
        else:
            self.client = AsyncLimioClient(self.settings, transport=httpx.MockTransport(limio.awaiting), **options)
        self.world = world

    def run(self, call):
        done = self.client.run(call)
        return done if self.world == "blocking" else asyncio.run(done)

    def __getattr__(self, name):
        method = getattr(self.client, name)

        def call(*args, **kwargs):
            if name.startswith("iter_"):
                return (
                    list(method(*args, **kwargs))
                    if self.world == "blocking"
                    else asyncio.run(_all(method(*args, **kwargs)))
                )
            done = method(*args, **kwargs)
            return done if self.world == "blocking" else asyncio.run(done)

        return call


async def _all(items):
    return [item async for item in items]
