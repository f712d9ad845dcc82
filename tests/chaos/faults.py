"""What goes wrong with Limio during a run: so many kinds on each operation, together at one rate."""

from limio_langchain.sandbox import Fault

STATUS = [("status", {"status": status}) for status in (409, 423, 429, 500, 502, 503, 504)]
BROKEN = [(kind, {}) for kind in ("drop", "answer_lost", "cut_off", "not_json", "html", "empty", "error_in_200")]
SLOW = [("hang", {}), ("hang_in_body", {}), ("delay", {"seconds": 0.3})]
ANY = [*STATUS, *BROKEN, *SLOW, ("revoked", {}), ("redirect", {})]
KINDS = {
    "token": [*ANY, ("expires_in", {"value": 0})],
    "offers": ANY,
    "items": ANY,
    # 400 and 404 are answers to the order itself, after which the agent asks once more.
    "checkout": [*ANY, ("status", {"status": 400}), ("status", {"status": 404}), ("no_link", {}), ("foreign_link", {})],
}


def faults_at(rate):
    """Return the faults that make this share of each operation's calls go wrong, all kinds alike."""
    return [fault for on, kinds in KINDS.items() for fault in _spread(on, kinds, rate)]


def _spread(on, kinds, rate):
    # The sandbox throws for one fault after the other, so a later one needs more of what the earlier ones left.
    share = rate / len(kinds)
    return [
        Fault(on, kind, rate=share / (1 - number * share), given=given) for number, (kind, given) in enumerate(kinds)
    ]


def name_of(fault):
    """Return a fault's name in a table."""
    return f"status {fault.given['status']}" if fault.kind == "status" else fault.kind.replace("_", " ")
