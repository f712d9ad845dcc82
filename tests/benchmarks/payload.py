"""What is measured with: the twelve real offers, and tokens as OpenAI's current models count them."""

import json
import warnings
from functools import cache
from pathlib import Path

FIXTURE = Path(__file__).parents[1] / "fixtures" / "real-offers.json"
TOKENS = "o200k_base, by bpe-openai, which carries the ranks"


@cache
def real_items():
    """Return the twelve offers, as the API listed them."""
    told = json.loads(FIXTURE.read_text())
    return [*told["published_response"]["items"], *told["catalog_offers"]]


def page(items):
    """Return a page of the catalogue as the API sends it."""
    return compact({"items": list(items), "hits": len(items)}).encode()


def many(count):
    """Return so many items: the real ones again and again, each under a path and an id of its own."""
    real = real_items()
    return [
        real[n % len(real)] | {"path": f"{real[n % len(real)]['path']} {n}", "id": f"{n:040x}"} for n in range(count)
    ]


def compact(value):
    """Return JSON as it goes over the wire."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


@cache
def _encoding():
    """Return the encoding; its ranks load for seconds, which no other test waits for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it opens its data in a way that Python is to give up
        from bpe_openai import get_encoding  # noqa: PLC0415
    return get_encoding("o200k_base")


def tokens(text):
    """Return how many tokens a model is charged for a text."""
    return len(_encoding().encode_ordinary(text))
