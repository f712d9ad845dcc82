"""Guards, and the test that notices when one is gone: rows of the page.

Run as a program it takes each out of a copy of the code and sees its test fail: ``python -m faults.guards [WORD ...]``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOOLKIT, AGENT = "limio_langchain", "graphs/limio_sales_agent"
WHOLE, UNITS = "tests/integration_tests", "tests/unit_tests"
FAILED = 1  # pytest's status where tests ran, and one failed


@dataclass(frozen=True)
class Guard:
    """A line of code that keeps something from happening, how it is taken out, and what notices."""

    keeps: str
    file: str
    line: str
    without: str
    test: str


GUARDS = (
    Guard(
        "a bomb is left before it is unpacked",
        f"{TOOLKIT}/client/body.py",
        "            if len(self._whole) > LARGEST_BODY:\n",
        "            if False:\n",
        f"{WHOLE}/test_wire.py::test_a_bomb_is_left_before_it_takes_memory",
    ),
    Guard(
        "a packing that was not asked for is refused",
        f"{TOOLKIT}/client/body.py",
        'if packing not in {"", "identity", "gzip", "x-gzip"}:',
        "if False:",
        f"{WHOLE}/test_wire.py::test_a_body_that_is_too_long_or_packed_otherwise_is_refused",
    ),
    Guard(
        "an answer that a caller's own transport brings ends with the deadline",
        f"{TOOLKIT}/client/body.py",
        "            bounded(None)\n",
        "",
        f"{WHOLE}/test_wire.py::test_a_transport_of_the_caller_s_is_ended_by_the_deadline_too",
    ),
    Guard(
        "look-ups that hang hold a few threads alone",
        f"{TOOLKIT}/client/names.py",
        "if self._threads >= MOST_THREADS:",
        "if False:",
        f"{WHOLE}/test_wire.py::test_look_ups_that_hang_hold_a_few_threads_and_then_nothing_is_waited_for",
    ),
    Guard(
        "half a character becomes a whole one",
        f"{TOOLKIT}/answer.py",
        'return "\\\\ufffd" if escape["half"] else escape[0]',
        "return escape[0]",
        f"{UNITS}/test_answer.py",
    ),
    Guard(
        "what is nested too deep is refused",
        f"{TOOLKIT}/answer.py",
        'fault = "JSON nested too deep" if _is_too_deep(told) else None',
        "fault = None",
        f"{UNITS}/test_answer.py",
    ),
    Guard(
        "a number that is endless is absent",
        f"{TOOLKIT}/answer.py",
        "number if math.isfinite(number := float(digits)) else None",
        "float(digits)",
        f"{UNITS}/test_answer.py",
    ),
    Guard(
        "a refused certificate is not tried again",
        f"{TOOLKIT}/client/failures.py",
        "kind = NetworkMisconfigured if _stays(error) else Unreachable",
        "kind = Unreachable",
        f"{WHOLE}/test_network.py::test_a_certificate_that_is_refused_is_told_in_words_and_not_tried_again",
    ),
    Guard(
        "a proxy's password is told nobody",
        f"{TOOLKIT}/client/network.py",
        "rest.rpartition('@')[2]",
        "rest",
        f"{WHOLE}/test_network.py::test_the_way_is_told_without_the_proxy_s_password",
    ),
    Guard(
        "what writes is held back while baskets are paused",
        f"{TOOLKIT}/pausing.py",
        'if self.is_paused and method != "GET":',
        "if False:",
        f"{UNITS}/test_pausing.py::test_nothing_that_writes_is_sent_while_paused_and_reading_goes_on",
    ),
    Guard(
        "what rests on an inferred fact is off",
        f"{TOOLKIT}/seen_facts.py",
        "return found is not None and found.verdict == AS_ASSUMED",
        "return True",
        f"{UNITS}/test_seen_facts.py::test_nothing_is_on_that_nobody_saw",
    ),
    Guard(
        "an object's id is no label",
        f"{TOOLKIT}/telemetry.py",
        'return _AN_ID.sub(lambda found: found[0] if _NO_ID.match(found[0]) else "/{id}", path)',
        "return path",
        f"{WHOLE}/test_telemetry.py::test_an_object_s_id_is_no_label",
    ),
    Guard(
        "an error's text leaves no process",
        f"{TOOLKIT}/telemetry.py",
        "record_exception=False",
        "record_exception=True",
        f"{WHOLE}/test_telemetry.py::test_an_error_is_told_by_its_class_and_status",
    ),
    Guard(
        "a node that fails is apologised for",
        f"{AGENT}/node.py",
        "if isinstance(error, self._raises):",
        "if True:",
        f"{WHOLE}/agent/test_poisoned.py::test_a_failing_yes_offers_a_purchase_link_for_what_was_chosen",
    ),
    Guard(
        "a client or a secret gets into no conversation",
        f"{AGENT}/storage/serializer.py",
        "        _check(obj)\n",
        "",
        f"{UNITS}/agent/test_serializer.py::test_a_secret_a_client_or_any_other_object_never_gets_in",
    ),
    Guard(
        "a row in clear is refused beside a key",
        f"{AGENT}/storage/serializer.py",
        "if not cipher and (self._cipher is None or self._reads_plain):",
        "if not cipher:",
        f"{UNITS}/agent/test_serializer.py::test_a_row_in_clear_is_refused_where_a_key_is_set_but_for_the_time_of_a_migration",
    ),
    Guard(
        "states stay in order whatever the clock does",
        f"{AGENT}/storage/serializer.py",
        "max(ids._last_v6_timestamp or 0, latest)",
        "ids._last_v6_timestamp",
        f"{WHOLE}/agent/test_clock.py",
    ),
    Guard(
        "two processes take a conversation's turns one after the other",
        f"{AGENT}/storage/turn_lock.py",
        "fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)",
        "pass",
        f"{WHOLE}/web/test_store_faults.py::test_a_conversation_has_one_turn_at_a_time_over_processes_and_a_killed_one_lets_go",
    ),
    Guard(
        "what is old is deleted, and what is young is not",
        f"{AGENT}/web/retention.py",
        "if await asyncio.to_thread(_is_older, place, thread, moment):",
        "if True:",
        f"{WHOLE}/web/test_kept.py::test_who_writes_while_old_conversations_are_looked_through_keeps_theirs",
    ),
    Guard(
        "a server whose store is away is not ready",
        f"{AGENT}/web/readiness.py",
        "if not await self._store_answers():",
        "if False:",
        f"{WHOLE}/web/test_on_call.py::test_a_store_that_does_not_answer_makes_a_server_unready_and_says_nothing_more",
    ),
    Guard(
        "one address has only so many connections",
        f"{AGENT}/server/http_connection.py",
        "return same > MOST_FROM_ADDRESS",
        "return False",
        f"{WHOLE}/web/test_connections.py::test_one_address_cannot_take_all_connections",
    ),
    Guard(
        "a body longer than it may be is refused, whatever length it was said to have",
        f"{AGENT}/server/requests.py",
        "if len(body) > LONGEST_BODY:",
        "if False:",
        f"{WHOLE}/web/test_requests.py::test_what_does_not_fit_is_refused_with_what_is_wrong",
    ),
    Guard(
        "one visitor has only so many messages a minute",
        f"{AGENT}/server/requests.py",
        "if len(times) >= self._most:",
        "if False:",
        f"{WHOLE}/web/test_requests.py::test_a_flood_of_messages_is_slowed_down_and_told_for_how_long",
    ),
)


def noticed(guard: Guard) -> bool:
    """Take a guard out of a copy of the code, and return whether its test fails then."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("limio_langchain", "graphs", "tests", "docs", "notebooks"):
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("pyproject.toml", "README.md", "CHANGELOG.md"):
            shutil.copy(ROOT / file, copy)
        place = copy / guard.file
        place.write_text(place.read_text().replace(guard.line, guard.without))
        found = os.pathsep.join(str(copy / part) for part in (".", "graphs", "tests"))
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", guard.test]
        done = subprocess.run(
            [*command, "-m", "slow or not slow"],
            cwd=copy,
            env=os.environ | {"PYTHONPATH": found},
            capture_output=True,
            check=False,
        )
        return done.returncode == FAILED


if __name__ == "__main__":
    for one in GUARDS:
        if not sys.argv[1:] or any(word in f"{one.keeps} {one.file}" for word in sys.argv[1:]):
            print("noticed" if noticed(one) else "NOT NOTICED", one.keeps, one.test, sep=" | ", flush=True)
