"""In which order the offers stand that serve: one rule, and no weights.

An offer that gives no less and costs no more in all stands before another, whatever is asked and put forward. Among
the others: what was asked for, then what the team and the shop put forward, then what costs least.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from limio_langchain.recommendation.candidate import Candidate
from limio_langchain.recommendation.cost import NOTHING
from limio_langchain.recommendation.precedence import Precedence

UNSAID = 2  # the doubt of what does not say for how many it is


def ranked(candidates: Sequence[Candidate], limit: int) -> list[Candidate]:
    """Return the first candidates in order."""
    usual = _usual_currency(candidates)
    waiting = sorted(_without_reserves(candidates), key=lambda one: _key(one, usual))
    before = Precedence(waiting)
    found: list[Candidate] = []
    while waiting and len(found) < limit:
        place = next(place for place, one in enumerate(waiting) if not before.waits(one))
        found.append(waiting.pop(place))
        before.is_placed(found[-1])
    return found


def _without_reserves(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out what misfits in number, has no room for all of them, or is for others.

    So where something in the same currency that serves well answers to as many words.
    """
    most: dict[str | None, int] = {}
    for one in candidates:
        if not one.doubts:
            most[one.currency] = max(len(one.words), most.get(one.currency, -1))
    return [one for one in candidates if _serves(one) or len(one.words) > most.get(one.currency, -1)]


def _serves(one: Candidate) -> bool:
    """Whether nothing is known against it; at work, not to say for how many is nothing."""
    return not one.doubts or (one.doubts == UNSAID and not one.lacks_room)


def _key(one: Candidate, usual: str | None) -> tuple[object, ...]:
    """Return what sorts a candidate: what serves, what was asked, what is put forward, what it costs."""
    serves = (
        one.lacks_room,  # a plan that is not for all of them is none, however it is paid
        one.other_billing,
        -len(one.words),
        one.doubts,
        one.for_several,
        one.currency != usual,
        one.currency or "",
        one.unknown,
    )
    over = bool(one.over_budget)
    dearer = one.year.dearer if over and one.year else NOTHING  # beyond the budget the nearest comes first
    return (*serves, over, dearer, *_asked_end(one), one.offer.path)


def _asked_end(one: Candidate) -> tuple[object, ...]:
    both = one.year.both if one.year else NOTHING
    needs = one.wish.needs
    if needs.cheapest:
        return (both,)
    forward = _put_forward(one)
    if needs.best:
        return (-one.holds, *forward, both)
    return (*forward, both)


def _put_forward(one: Candidate) -> tuple[bool, ...]:
    selling = one.wish.selling
    leads = selling.lead_with is not None and one.offer.billing == selling.lead_with
    return (not selling.prefers(one.offer), not leads, not one.offer.best_value)


def _usual_currency(candidates: Iterable[Candidate]) -> str | None:
    """Return the currency in which most products are priced, of equals the one in which most is to be had.

    Neither grows by an offer that gives no more than another, so that such a one never changes what stands first.
    """
    by_code: defaultdict[str, list[Candidate]] = defaultdict(list)
    for one in candidates:
        if one.currency:
            by_code[one.currency].append(one)
    products = {code: len({name for one in found for name in one.offer.products}) for code, found in by_code.items()}
    equals = sorted(code for code in products if products[code] == max(products.values()))
    if len(equals) < 2:  # noqa: PLR2004  what each gives need not be read
        return next(iter(equals), None)
    return max(equals, key=lambda code: len(frozenset().union(*(one.gives for one in by_code[code]))))
