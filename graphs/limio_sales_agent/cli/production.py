"""What ``limio-agent doctor --production`` looks at besides: whether strangers may be let in."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from limio_langchain import LimioSettings, seen_facts
from limio_langchain.conformance import read_facts
from limio_langchain.settings import LOOPBACK
from limio_sales_agent.cli.check import Check
from limio_sales_agent.cli.setup import read_playbook
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.server.colleagues import read_tokens
from limio_sales_agent.storage.pausing import StoreAway, is_paused
from limio_sales_agent.storage.serializer import KEY, serializer
from limio_sales_agent.storage.sqlite import is_database, shown

TOKEN = "LIMIO_AGENT_TOKEN"  # noqa: S105  the variable's name
DESK_TOKENS, DESK_HEADER = "LIMIO_AGENT_DESK_TOKENS", "LIMIO_AGENT_DESK_HEADER"
SHORTEST_TOKEN = 20  # characters
MAKES_ONE = "python -c 'import secrets; print(secrets.token_urlsafe(24))' makes one."
SEEN_WITHIN = timedelta(days=90)
NEEDED = frozenset({"token", "catalogue"})  # of the other checks; customers do without only while something is broken


def production_checks(settings: LimioSettings, store: str, playbook: Path | None, *, sandbox: bool) -> Iterator[Check]:
    """Yield what else must hold before strangers are let in.

    Args:
        settings: The tenant's.
        store: Where the servers keep conversations: a file, or a database's URL.
        playbook: The playbook's file.
        sandbox: Whether the sandbox's playbook is meant where none is named.
    """
    yield _tenant(settings)
    yield _conform(settings)
    yield _store(store)
    yield _encryption()
    yield _token()
    yield _webhook(settings)
    yield _privacy(playbook, sandbox=sandbox)
    yield _catalogue_file(settings)


def verdict(checks: Sequence[Check]) -> tuple[bool, str]:
    """Return whether to go live, and the one line that says so, with the reasons."""
    against = [one for one in checks if one.state == "fail" or (one.state == "warn" and one.name in NEEDED)]
    if against:
        return False, "NO GO: " + "; ".join(f"{one.name} ({one.found})" for one in against)
    cautions = [one.name for one in checks if one.state == "warn"]
    return True, "GO" + (f", with an eye on: {', '.join(cautions)}" if cautions else "")


def _tenant(settings: LimioSettings) -> Check:
    near = [url for url in (settings.shop_url, settings.api_url) if url and urlsplit(url).hostname in LOOPBACK]
    if near:
        return Check("tenant", "fail", f"{near[0]} is this machine", "Set LIMIO_SHOP_URL and LIMIO_API_URL.")
    return Check("tenant", "ok", "it is reached over https")


def _conform(settings: LimioSettings) -> Check:
    """What selling rests on was seen: by reading on this very tenant, by writing on it or on a test tenant."""
    needed = {fact.id: fact.look for fact in read_facts() if fact.stops and fact.look != "none"}
    here, anywhere = seen_facts.seen(settings), seen_facts.seen_on_any(settings)
    found = {fact: (here if look == "reading" else anywhere).get(fact) for fact, look in needed.items()}
    if differing := sorted(fact for fact, one in found.items() if one and one.verdict != seen_facts.AS_ASSUMED):
        return Check("conform", "fail", f"differs here: {', '.join(differing)}", "See `limio-agent conform`.")
    if unseen := sorted(fact for fact, one in found.items() if one is None):
        remedy = "Run `limio-agent conform` here and `limio-agent conform --write` on a test tenant (LIMIO_FACTS_FILE)."
        return Check("conform", "fail", f"not seen yet: {', '.join(unseen)}", remedy)
    oldest = min(date.fromisoformat(one.on) for one in found.values() if one)
    is_old = datetime.now(UTC).date() - oldest > SEEN_WITHIN
    return Check("conform", "warn" if is_old else "ok", f"all that selling rests on was seen, first on {oldest}")


def _store(place: str) -> Check:
    try:
        if not is_database(place):
            return _file(Path(place))
        paused = is_paused(place)
    except StoreAway as error:
        return Check("store", "fail", f"{shown(place)}: {error}", "Start the database, or name another (--database).")
    return _paused(place) if paused else Check("store", "ok", f"{shown(place)} answers")


def _file(place: Path) -> Check:
    where = place if place.exists() else next(one for one in place.parents if one.exists())
    if not os.access(where, os.W_OK):
        return Check("store", "fail", f"{place} cannot be written", "Name another (--database).")
    if place.exists() and is_paused(str(place)):
        return _paused(str(place))
    return Check("store", "warn", f"{place} is for one server", "Several need --database postgresql://...")


def _paused(place: str) -> Check:
    return Check("store", "fail", f"{shown(place)}: new baskets are paused", "Run `limio-agent resume`.")


def _encryption() -> Check:
    if not os.environ.get(KEY):
        return Check("encryption", "fail", "conversations are stored in clear", f"Set {KEY} (32 characters).")
    try:
        serializer()
    except ValueError as error:
        return Check("encryption", "fail", str(error))
    return Check("encryption", "ok", "conversations are stored encrypted")


def _token() -> Check:
    token = os.environ.get(TOKEN)
    try:
        named = read_tokens(os.environ.get(DESK_TOKENS, ""))
    except ValueError as error:
        return Check("token of colleagues", "fail", f"{DESK_TOKENS}: {error}", MAKES_ONE)
    if not token and (named or os.environ.get(DESK_HEADER)):
        found = f"colleagues are known by {DESK_TOKENS if named else DESK_HEADER}; /actions is closed without {TOKEN}"
        return Check("token of colleagues", "ok", found)
    if not token:
        return Check("token of colleagues", "warn", f"{TOKEN} is not set: /approvals and /actions are closed")
    if len(token) < SHORTEST_TOKEN:
        return Check("token of colleagues", "fail", f"{TOKEN} has fewer than {SHORTEST_TOKEN} characters", MAKES_ONE)
    return Check("token of colleagues", "ok", f"{TOKEN} is set")


def _webhook(settings: LimioSettings) -> Check:
    if settings.webhook_password is None:
        found = "Limio's webhooks are refused, so nobody knows what was paid"
        return Check(
            "paid orders", "warn", found, "Set LIMIO_WEBHOOK_USERNAME and LIMIO_WEBHOOK_PASSWORD, as in Limio."
        )
    if len(settings.webhook_password.get_secret_value()) < SHORTEST_TOKEN:
        found = f"LIMIO_WEBHOOK_PASSWORD has fewer than {SHORTEST_TOKEN} characters"
        return Check("paid orders", "fail", found, MAKES_ONE)
    return Check("paid orders", "ok", "Limio's webhooks are let in by name and password")


def _privacy(file: Path | None, *, sandbox: bool) -> Check:
    try:
        playbook = read_playbook(file, sandbox=sandbox)
    except Unusable:
        return Check("privacy", "fail", "the playbook cannot be read")
    if file is None and not sandbox:
        return Check("privacy", "fail", "no playbook of yours", "Name it: --playbook yours.yaml.")
    if playbook.links.privacy is None:
        remedy = "Set links.privacy in the playbook."
        return Check("privacy", "fail", "customers are asked for details and shown no privacy notice", remedy)
    return Check("privacy", "ok", f"customers are shown {playbook.links.privacy}")


def _catalogue_file(settings: LimioSettings) -> Check:
    if settings.catalog_file is None:
        remedy = "Set LIMIO_CATALOG_FILE, so that a restart with the API down still sells."
        return Check("catalogue file", "warn", "none", remedy)
    return Check("catalogue file", "ok", str(settings.catalog_file))
