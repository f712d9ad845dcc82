"""Where offers come from, in which order, and how often the API is asked."""

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from fake_limio import PLAN, Either, FakeClock, FakeLimio, answer, page, settings

from limio_langchain import AsyncLimioClient, LimioClient
from limio_langchain.catalog import Catalog
from limio_langchain.errors import CatalogueUnavailable, DeadlineExceeded, InputError, OrderRefused

OFFERS, ITEMS = "/api/offers/v2", "/api/published_catalog_items"
TEAM = PLAN | {"path": "/offers2/Team", "name": "Team", "data": {"attributes": {"label__limio": ["team"]}}}
ADD_ON = PLAN | {"path": "/add_ons/X", "name": "X", "data": {"record_type": "add_on", "attributes": {}}}


@pytest.fixture
def limio():
    return FakeLimio().script(OFFERS, page(PLAN, TEAM)).script(ITEMS, page(ADD_ON))


@pytest.fixture
def wall():
    return FakeClock()


@pytest.fixture
def kept(tmp_path):
    return settings(cache_dir=tmp_path / "kept")


def paths(view):
    return [offer.path for offer in view.offers]


def down(limio):
    limio.script(OFFERS, httpx.ConnectError("x")).script(ITEMS, httpx.ConnectError("x"))


def test_a_warm_list_asks_nobody_until_it_is_too_old(world, limio, wall):
    client, catalog = Either(world, limio), Catalog(settings(catalog_ttl=300), wall_clock=wall.now)
    for _ in range(3):
        assert client.run(catalog.offers()).source == "api"
    assert limio.counts[OFFERS] == 1
    wall.time += 300
    client.run(catalog.offers())
    assert limio.counts[OFFERS] == 2


def test_a_list_that_took_all_the_time_there_was_is_not_asked_for_again_for_as_long(world, limio, wall):
    client, catalog = Either(world, limio), Catalog(settings(deadline=12), wall_clock=wall.now)
    limio.script(OFFERS, DeadlineExceeded("no time left"))
    for later in (0, 11):
        wall.time += later
        with pytest.raises(CatalogueUnavailable, match="no time left"):
            client.run(catalog.offers())
    assert limio.counts[OFFERS] == 1
    limio.script(OFFERS, page(PLAN))
    wall.time += 1
    assert client.run(catalog.offers()).source == "api"


def test_a_clock_that_goes_backwards_fetches_anew(limio, wall):
    client, catalog = Either("blocking", limio), Catalog(settings(), wall_clock=wall.now)
    client.run(catalog.offers())
    wall.time -= 1000
    view = client.run(catalog.offers())
    assert (limio.counts[OFFERS], view.age_seconds) == (2, 0.0)


def test_one_fetch_serves_threads_and_tasks_that_wait_together(wall):
    asked, gate = [], threading.Event()

    def app(request):
        if request.url.path == OFFERS:
            asked.append(1)
            gate.wait(10)
            return page(PLAN)
        return answer(200, {"access_token": "t"})

    catalog = Catalog(settings(), wall_clock=wall.now)
    client = LimioClient(settings(), transport=httpx.MockTransport(app))

    async def tasks():
        async with AsyncLimioClient(settings(), transport=httpx.MockTransport(app)) as other:
            return await asyncio.gather(*(other.run(catalog.offers()) for _ in range(20)))

    with client, ThreadPoolExecutor(30) as pool:
        first = pool.submit(client.run, catalog.offers())
        while not asked:
            pass
        others = [pool.submit(client.run, catalog.offers()) for _ in range(20)]
        loop = pool.submit(asyncio.run, tasks())
        gate.set()
        views = [first.result(), *(job.result() for job in others), *loop.result()]
    assert len(asked) == 1
    assert all(paths(view) == ["/offers2/Pro Plan"] for view in views)


def test_while_the_api_is_down_the_last_good_copy_stands_in_with_its_age(world, limio, wall):
    client, catalog = Either(world, limio), Catalog(settings(catalog_ttl=60), wall_clock=wall.now)
    client.run(catalog.offers())
    wall.time += 600
    down(limio)
    view = client.run(catalog.offers())
    assert (view.source, view.age_seconds, view.reason, len(view.offers)) == ("last_good", 600.0, "unreachable", 2)


def test_a_new_process_sells_from_the_copy_on_disk(world, limio, wall, kept):
    Either(world, limio).run(Catalog(kept, wall_clock=wall.now).offers())
    down(limio)
    wall.time += 5
    view = Either(world, limio).run(Catalog(kept, wall_clock=wall.now).offers())
    assert (view.source, view.age_seconds, paths(view)) == ("last_good", 5.0, ["/offers2/Pro Plan", "/offers2/Team"])


def test_a_filtered_list_comes_out_of_the_copy_of_the_whole(limio, wall, kept):
    Either("blocking", limio).run(Catalog(kept, wall_clock=wall.now).offers())
    down(limio)
    view = Either("blocking", limio).run(Catalog(kept, wall_clock=wall.now).offers({"label__limio": "team"}))
    assert paths(view) == ["/offers2/Team"]


def test_without_a_copy_the_file_stands_in(world, limio, tmp_path):
    file = tmp_path / "offers.json"
    file.write_text(json.dumps({"items": [PLAN, ADD_ON, {"no": "path"}]}))
    down(limio)
    catalog = Catalog(settings(catalog_file=file))
    client = Either(world, limio)
    offers, add_ons = client.run(catalog.offers()), client.run(catalog.add_ons())
    assert (offers.source, paths(offers), paths(add_ons)) == ("file", ["/offers2/Pro Plan"], ["/add_ons/X"])


def test_the_file_comes_after_the_last_good_copy(limio, wall, kept, tmp_path):
    file = tmp_path / "offers.json"
    file.write_text(json.dumps([PLAN]))
    both = settings(cache_dir=kept.cache_dir, catalog_file=file)
    Either("blocking", limio).run(Catalog(both, wall_clock=wall.now).offers())
    down(limio)
    assert Either("blocking", limio).run(Catalog(both, wall_clock=wall.now).offers()).source == "last_good"


def test_without_credentials_the_file_is_read_and_nobody_asked(world, limio, tmp_path):
    file = tmp_path / "offers.json"
    file.write_text(json.dumps([PLAN]))
    bare = {"client_id": None, "client_secret": None, "catalog_file": file}
    view = Either(world, limio, **bare).run(Catalog(settings(**bare)).offers())
    assert (view.source, view.reason, limio.seen) == ("file", "no_credentials", [])


@pytest.mark.parametrize(
    ("text", "says"), [(None, "No such file"), ("{", "not JSON"), ("[]", "no offer"), ('{"items": [1]}', "no offer")]
)
def test_a_file_that_cannot_be_used_is_named(limio, tmp_path, text, says):
    file = tmp_path / "offers.json"
    if text is not None:
        file.write_text(text)
    down(limio)
    with pytest.raises(CatalogueUnavailable, match=says):
        Either("blocking", limio).run(Catalog(settings(catalog_file=file)).offers())


def test_with_no_source_at_all_it_says_so(world, limio):
    down(limio)
    with pytest.raises(CatalogueUnavailable, match="no copy of it is kept"):
        Either(world, limio).run(Catalog(settings()).offers())


def test_a_broken_copy_on_disk_counts_as_none(limio, wall, kept):
    Either("blocking", limio).run(Catalog(kept, wall_clock=wall.now).offers())
    for file in kept.cache_dir.iterdir():
        file.write_text('{"taken_at": 1, "items": 7}')
    down(limio)
    with pytest.raises(CatalogueUnavailable):
        Either("blocking", limio).run(Catalog(kept, wall_clock=wall.now).offers())


def test_a_disk_that_refuses_costs_only_the_copy(limio, tmp_path, caplog):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    view = Either("blocking", limio).run(Catalog(settings(cache_dir=blocked / "x")).offers())
    assert view.source == "api"
    assert "could not be kept" in caplog.text


def test_copies_leave_no_half_written_file(limio, wall, kept):
    Either("blocking", limio).run(Catalog(kept, wall_clock=wall.now).offers())
    assert [file.suffix == ".json" for file in kept.cache_dir.iterdir()] == [True]


def test_a_wrong_filter_is_the_caller_s_fault_and_never_covered_up(limio):
    with pytest.raises(InputError):
        Either("blocking", limio).run(Catalog(settings()).offers({"": "x"}))


def test_one_offer_comes_from_memory_then_the_api_then_a_copy(world, limio, wall):
    client, catalog = Either(world, limio), Catalog(settings(catalog_ttl=60), wall_clock=wall.now)
    client.run(catalog.offers())
    assert client.run(catalog.offer("/offers2/Team")).name == "Team"
    assert limio.counts[OFFERS] == 1
    wall.time += 61
    down(limio)
    assert client.run(catalog.offer("/offers2/Team")).name == "Team"


def test_an_offer_nobody_published_is_refused(limio):
    with pytest.raises(OrderRefused, match="not published"):
        Either("blocking", limio).run(Catalog(settings()).offer("/offers2/Nope"))
