"""Reading and ranking offers, from a few to ten thousand."""

import gc
import json
import statistics
from time import perf_counter

from benchmarks.measuring import Row, duration, race
from benchmarks.payload import many, page, real_items
from limio_langchain import Needs, Offer, recommend
from limio_langchain.models.page import read_offer_page

NEEDS = Needs(
    billing="yearly",
    budget="500",
    currency="USD",
    country="GB",
    people=12,
    keywords=["unlimited", "calls", "exclusive"],
)
SIZES = (100, 1_000, 10_000)


def look(offers):
    """Read price, labels and name of each."""
    for offer in offers:
        _ = offer.price, offer.labels, offer.display_name


def bench_recommend(benchmark, size):
    """New offers in each round, because an offer keeps what was read of it."""
    sizes = size(SIZES, SIZES[:2])
    items = many(sizes[-1])
    times = {}
    for count in sizes[:-1]:
        times[count] = _alone(lambda n=count: [Offer.from_item(item) for item in items[:n]])
    last = race(
        benchmark,
        lambda offers: recommend(offers, NEEDS),
        look,
        rounds=size(15, 5),
        before=lambda: [Offer.from_item(item) for item in items],
    )
    times[sizes[-1]] = last.ours
    each = [statistics.median(times[count]) / count for count in sizes]
    linear = max(each) <= 1.5 * min(each)
    Row(
        12,
        "recommend over 100 / 1,000 / 10,000 offers, each offer new",
        "one pass that reads price, labels and name of each",
        "linear; 10,000 in ≤ 10 x the pass",
        f"{last.ratio:.1f} x; {' / '.join(duration(one) for one in each)} an offer",
        last.ratio <= 10 and linear,
        last.told() + "; a wish for everything: period, budget, country, people, three keywords",
        {"ours": last.ours, "theirs": last.theirs},
    ).keep(benchmark)


def bench_recommend_again(benchmark, size):
    """The same offers again, as a warm catalogue has them: both sides find what was read before."""
    items = many(size(10_000, 1_000))
    offers = [Offer.from_item(item) for item in items]
    warm = race(benchmark, lambda: recommend(offers, NEEDS), lambda: look(offers), rounds=size(15, 5))
    Row(
        12.1,
        f"recommend over {len(offers):,} offers read before",
        "the same pass over the same offers: little more than a loop",
        "shown",
        f"{warm.ratio:.1f} x",
        met=True,
        note=warm.told(),
        series={"ours": warm.ours, "theirs": warm.theirs},
    ).keep(benchmark)


def bench_parse(benchmark, size):
    body = page(real_items())

    def parsed():
        look(read_offer_page(body).offers)

    found = race(benchmark, parsed, lambda: json.loads(body), rounds=size(300, 20), calls=10)
    Row(
        13,
        "offers parsed from JSON, and price, labels and name of each read",
        "`json.loads` of the same bytes",
        "≤ 3 x",
        f"{found.ratio:.2f} x",
        found.ratio <= 3,
        found.told(10) + f"; {len(body):,} bytes. Fields are read when first asked for",
        {"ours": found.ours, "theirs": found.theirs},
    ).keep(benchmark)


def _alone(make, rounds=15):
    """Return the seconds of some rounds of ranking, each over new offers."""
    taken = []
    for _ in range(rounds):
        offers = make()
        gc.collect()
        began = perf_counter()
        recommend(offers, NEEDS)
        taken.append(perf_counter() - began)
    return taken
