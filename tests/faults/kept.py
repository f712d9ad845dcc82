"""What happens to the store of conversations, and the test that plays it: rows of the page."""

from __future__ import annotations

WEB = "tests/integration_tests/web"
PLAYED = (
    (
        "killed between any two writes of a sale",
        "the message sent again is answered as if nothing had happened; one basket",
        f"{WEB}/test_store_faults.py::test_a_kill_between_any_two_writes_loses_and_doubles_nothing",
    ),
    (
        "two processes on one SQLite file",
        "one turn of a conversation at a time; the same message at both is answered once",
        f"{WEB}/test_store_faults.py::test_two_servers_on_one_file_answer_a_message_once_whoever_of_them_gets_it",
    ),
    (
        "a disk that fills in a turn",
        "the page says that nothing was ordered; once there is room, the message is answered; one basket",
        f"{WEB}/test_store_faults.py::test_a_disk_that_fills_in_a_turn_leaves_nothing_half_done",
    ),
    (
        "a PostgreSQL that restarts in a turn",
        "the message sent again is answered with the basket that was made",
        "tests/integration_tests/shared/test_restart.py::test_the_message_sent_again_is_answered_with_the_basket_that_was_made",
    ),
    (
        "a clock that jumps a day, forth or back",
        "the latest state stays the latest",
        "tests/integration_tests/agent/test_clock.py::test_nothing_is_lost_and_nothing_doubled",
    ),
    (
        "any error in a node",
        "an apology and a link; the next message works",
        (
            "tests/integration_tests/agent/test_poisoned.py"
            "::test_a_node_that_fails_once_is_apologised_for_and_the_same_message_again_sells_once"
        ),
    ),
    (
        "any error in choosing the next node",
        "an apology and a link; the next message works",
        (
            "tests/integration_tests/agent/test_poisoned.py"
            "::test_an_edge_that_fails_once_is_apologised_for_and_the_same_message_again_sells_once"
        ),
    ),
    (
        "bytes that were changed, where conversations are encrypted",
        "refused; nothing of them is used",
        (
            "tests/unit_tests/agent/test_serializer.py"
            "::test_whatever_was_changed_is_refused_where_conversations_are_encrypted"
        ),
    ),
)
