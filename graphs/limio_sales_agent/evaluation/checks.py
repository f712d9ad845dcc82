"""Holds one reply against a `Check`: returns what does not fit, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from limio_sales_agent.evaluation.record import Exchange
from limio_sales_agent.evaluation.reply_parser import ReplyParser
from limio_sales_agent.evaluation.schema import Check


def misses(check: Check, exchange: Exchange, replies: ReplyParser, shop_url: str) -> list[str]:
    """Return what of a check a reply does not meet, each in words.

    Args:
        check: What it must be.
        exchange: The message and its reply.
        replies: Understands the reply.
        shop_url: The shop's origin, which checkout links start with.
    """
    return [
        *_asks(check, replies.asks(exchange.reply)),
        *_offers(check, exchange.reply, replies),
        *_words(check, exchange.reply, replies),
        *_outcome(check, exchange),
        *_link(check, exchange, replies, shop_url),
    ]


def _asks(check: Check, asked: frozenset[str]) -> Iterator[str]:
    for ask in check.asks:
        if ask == "nothing" and asked:
            yield f"asks nothing: it asks for {_listed(asked)}"
        elif ask != "nothing" and ask not in asked:
            yield f"asks {ask}: it asks for {_listed(asked) or 'nothing'}"
    yield from (f"asks_not {ask}" for ask in check.asks_not if ask in asked)


def _offers(check: Check, reply: str, replies: ReplyParser) -> Iterator[str]:
    yield from (f"shows {path}" for path in check.shows if not replies.names(path, reply))
    yield from (f"hides {path}" for path in check.hides if replies.names(path, reply))


def _words(check: Check, reply: str, replies: ReplyParser) -> Iterator[str]:
    yield from (f"says /{pattern}/" for pattern in check.says if not _found(pattern, reply))
    yield from (f"says_not /{pattern}/" for pattern in check.says_not if _found(pattern, reply))
    yield from (f"phrases {key}" for key in replies.missing_phrases(check.phrases, reply))
    yield from (f"phrases_not {key}" for key in check.phrases_not if replies.said(key, reply))


def _outcome(check: Check, exchange: Exchange) -> Iterator[str]:
    outcome = exchange.outcome or {}
    kind = outcome.get("kind") or "none"
    if check.outcome is not None and check.outcome != kind:
        yield f"outcome {check.outcome}: it is {kind}"
    if check.reason is not None and check.reason != (outcome.get("reason") or "none"):
        yield f"reason {check.reason}: it is {outcome.get('reason')}"
    yield from (f"not_carried {one}" for one in check.not_carried if one not in (outcome.get("not_carried") or ()))
    if check.waiting is not None and check.waiting != exchange.waiting:
        yield f"waiting {check.waiting}".lower()


def _link(check: Check, exchange: Exchange, replies: ReplyParser, shop_url: str) -> Iterator[str]:
    if check.link is None:
        return
    kinds = {link_kind(link, shop_url) for link in replies.links(exchange.reply)} - {"other"}
    if check.link == "none" and kinds:
        yield f"link none: there is one ({_listed(kinds)})"
    elif check.link != "none" and kinds != {check.link}:
        yield f"link {check.link}: there is {_listed(kinds) or 'none'}"


def link_kind(link: str, shop_url: str) -> str:
    """Return ``purchase`` for a purchase link, ``assisted`` for another link to the shop, else ``other``."""
    if not link.startswith(f"{shop_url.rstrip('/')}/"):
        return "other"
    return "purchase" if "?purchase=" in link or "&purchase=" in link else "assisted"


def _found(pattern: str, reply: str) -> bool:
    return re.search(pattern, reply, re.IGNORECASE | re.DOTALL) is not None


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
