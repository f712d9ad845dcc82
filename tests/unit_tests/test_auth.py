"""The token: cached, refreshed early, fetched once however many wait, and never told."""

import asyncio
import logging
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from fake_limio import API, SECRET, FakeClock, FakeLimio, answer
from pydantic import SecretStr

from limio_langchain.auth import ClientCredentials
from limio_langchain.errors import AuthError, LimioError, RateLimited, ServerError, UnreadableAnswer

TOKEN, CALL = "/oauth2/token", "/api/x"


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def auth(clock):
    return ClientCredentials(API, "id", SecretStr(SECRET), now=clock.now)


@pytest.fixture
def limio():
    return FakeLimio().script(CALL, answer(200, {}))


def ask(world, auth, limio, times=1):
    """Make calls one after the other, and return the Authorization each was signed with."""
    if world == "blocking":
        with httpx.Client(base_url=API, auth=auth, transport=httpx.MockTransport(limio)) as http:
            return [http.get(CALL) for _ in range(times)]

    async def ask_all():
        async with httpx.AsyncClient(base_url=API, auth=auth, transport=httpx.MockTransport(limio.awaiting)) as http:
            return [await http.get(CALL) for _ in range(times)]

    return asyncio.run(ask_all())


def test_credentials_go_as_a_form_to_the_host_s_root(world, auth, limio):
    ask(world, auth, limio)
    request = limio.seen[0]
    assert (request.method, str(request.url)) == ("POST", API + TOKEN)
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.content == b"grant_type=client_credentials&client_id=id&client_secret=" + SECRET.encode()


def test_one_token_serves_many_calls_in_both_worlds(auth, limio):
    ask("blocking", auth, limio, 3)
    ask("awaiting", auth, limio, 3)
    assert limio.counts[TOKEN] == 1
    assert limio.seen[-1].headers["authorization"] == "Bearer token-1"


@pytest.mark.parametrize(
    ("lifetime", "lives"),
    [(3600, 3540), (30, 15), (7200, 3540), ("300", 240), (" 300.5 s", 240.5), ("300 seconds", 240), ("1 hour", 3540)]
    + [(told, 3540) for told in (None, 0, -5, True, "", "-5", "1e9", [300], {"s": 300}, 10**400)]
    + [(90.0, 45)],
)
def test_a_token_is_refreshed_early_but_never_born_stale(world, auth, limio, clock, lifetime, lives):
    limio.lifetime = lifetime
    ask(world, auth, limio)
    clock.time += lives - 1
    ask(world, auth, limio)
    assert limio.counts[TOKEN] == 1
    clock.time += 1
    ask(world, auth, limio)
    assert limio.counts[TOKEN] == 2


def test_a_401_brings_one_new_token_and_one_repeat(world, auth, limio):
    limio.script(CALL, answer(401), answer(200))
    assert ask(world, auth, limio)[0].status_code == 200
    assert (limio.counts[TOKEN], limio.counts[CALL]) == (2, 2)


def test_a_second_401_is_the_answer(world, auth, limio):
    limio.script(CALL, answer(401))
    assert ask(world, auth, limio)[0].status_code == 401
    assert (limio.counts[TOKEN], limio.counts[CALL]) == (2, 2)


def test_threads_tasks_and_loops_on_a_cold_start_make_one_request(auth, limio):
    def slow(request):
        if request.url.path == TOKEN:
            time.sleep(0.05)  # long enough for the others to arrive; nothing is measured
        return limio(request)

    async def loop_of_tasks():
        async def slow_too(request):
            return await asyncio.to_thread(slow, request)

        async with httpx.AsyncClient(base_url=API, auth=auth, transport=httpx.MockTransport(slow_too)) as http:
            return await asyncio.gather(*(http.get(CALL) for _ in range(50)))

    def blocking(_):
        with httpx.Client(base_url=API, auth=auth, transport=httpx.MockTransport(slow)) as http:
            return [http.get(CALL)]

    with ThreadPoolExecutor(40) as pool:
        jobs = [pool.submit(blocking, n) for n in range(36)] + [
            pool.submit(asyncio.run, loop_of_tasks()) for _ in range(4)
        ]
        answers = [one for job in jobs for one in job.result()]
    assert len(answers) == 236
    assert {one.status_code for one in answers} == {200}
    assert limio.counts[TOKEN] == 1


def test_fifty_simultaneous_401s_bring_one_new_token(auth):
    barrier = threading.Barrier(50)
    tokens = []

    def app(request):
        if request.url.path == TOKEN:
            tokens.append(1)
            return answer(200, {"access_token": f"token-{len(tokens)}"})
        if request.headers["authorization"] == "Bearer token-1":
            barrier.wait(10)
            return answer(401)
        return answer(200)

    with (
        httpx.Client(base_url=API, auth=auth, transport=httpx.MockTransport(app)) as http,
        ThreadPoolExecutor(50) as pool,
    ):
        answers = list(pool.map(lambda _: http.get(CALL), range(50)))
    assert {one.status_code for one in answers} == {200}
    assert len(tokens) == 2


@pytest.mark.parametrize(
    ("told", "kind", "says"),
    [
        (answer(400, {"error": "invalid_client"}), AuthError, "invalid_client"),
        (answer(401, {"error_description": f"no {SECRET}"}), AuthError, "no ***"),
        (answer(302, {}), AuthError, "302"),
        (answer(404, {"message": "Not Found"}), AuthError, "Not Found"),
        (answer(429, {}, **{"retry-after": "7"}), RateLimited, "429"),
        (answer(503, {"message": "busy"}), ServerError, "busy"),
        (answer(200, {"token": "x"}), UnreadableAnswer, "other than a token"),
        (answer(200, []), UnreadableAnswer, "other than a token"),
        (answer(200, {"access_token": "a\nb"}), UnreadableAnswer, "other than a token"),
        (httpx.Response(200, content=b"<html>"), UnreadableAnswer, "other than a token"),
    ],
)
def test_a_refusal_names_what_limio_said_and_never_the_secret(world, auth, limio, told, kind, says):
    limio.script(TOKEN, told)
    with pytest.raises(kind) as refused:
        ask(world, auth, limio)
    assert says in str(refused.value)
    assert SECRET not in "".join(traceback.format_exception(refused.value))


def test_a_refusal_is_told_to_all_who_wait_after_one_request(auth):
    entered, asked = threading.Barrier(21), []

    def app(request):
        asked.append(request)
        entered.wait(10)
        time.sleep(0.05)  # lets the waiters join the flight
        return answer(400, {"error": "invalid_client"})

    def ask_once(_):
        try:
            with httpx.Client(base_url=API, auth=auth, transport=httpx.MockTransport(app)) as http:
                http.get(CALL)
        except LimioError as error:
            return error

    with ThreadPoolExecutor(21) as pool:
        leader = pool.submit(ask_once, 0)
        while not asked:
            time.sleep(0.001)
        followers = [pool.submit(lambda n: (entered.wait(10), ask_once(n))[1], n) for n in range(20)]
        errors = [leader.result(), *(job.result() for job in followers)]
    assert len(asked) == 1
    assert {str(error) for error in errors} == {str(errors[0])}
    assert len({id(error) for error in errors}) == 21


def test_a_cancelled_leader_does_not_fail_the_others(auth):
    async def play():
        started = asyncio.Event()
        tokens = []

        async def app(request):
            if request.url.path != TOKEN:
                return answer(200)
            tokens.append(1)
            if len(tokens) == 1:
                started.set()
                await asyncio.sleep(30)
            return answer(200, {"access_token": "t"})

        async with httpx.AsyncClient(base_url=API, auth=auth, transport=httpx.MockTransport(app)) as http:
            leader = asyncio.create_task(http.get(CALL))
            await started.wait()
            others = [asyncio.create_task(http.get(CALL)) for _ in range(5)]
            await asyncio.sleep(0)
            others[0].cancel()
            leader.cancel()
            answers = await asyncio.gather(*others[1:])
            await asyncio.gather(leader, others[0], return_exceptions=True)
        return tokens, answers

    tokens, answers = asyncio.run(play())
    assert len(tokens) == 2
    assert {one.status_code for one in answers} == {200}


def test_a_broken_exchange_fails_its_own_caller_alone(world, auth, limio):
    limio.script(TOKEN, httpx.ConnectError("refused"), answer(200, {"access_token": "t"}))
    with pytest.raises(httpx.ConnectError):
        ask(world, auth, limio)
    assert ask(world, auth, limio)[0].status_code == 200


def test_secret_and_token_are_in_no_repr_and_no_debug_log(world, auth, limio, caplog):
    caplog.set_level(logging.DEBUG)
    ask(world, auth, limio)
    shown = caplog.text + repr(auth) + repr(auth.__dict__)
    assert SECRET not in shown
    assert "token-1" not in shown
