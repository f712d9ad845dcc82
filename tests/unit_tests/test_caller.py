"""Who calls a tool: what makes a call the repetition of another, and what never does."""

import pytest

from limio_langchain.tools.caller import Caller

TOOL = "limio_create_checkout"
THREAD = {"configurable": {"thread_id": "customer-1"}}
TASK = {"configurable": {"thread_id": "customer-1", "checkpoint_ns": "tools:7d7d5d61"}}


def identity(config=None, call_id=None, conversation=None):
    return Caller.of(config, call_id, conversation, TOOL).identity


@pytest.mark.parametrize(
    "call_id",
    [
        "call_8Jc2xQ7rT1aBcD",
        "toolu_01A09q90qw90lq917835lq9",
        "chatcmpl-tool-5b1a0b2c8c382af5",
        "9f86d081-884c-4d63-a9a3",
        "D681PevKs",  # nine random letters and digits
        "318467125",  # nine random digits
        "call_00_Xk2PqLw9",
    ],
)
def test_a_random_call_id_makes_a_repeated_call_the_same(call_id):
    assert identity(call_id=call_id) == identity(call_id=call_id) is not None


@pytest.mark.parametrize(
    "call_id", [None, "", "1", "call-1", "call_0", "functions.limio_create_checkout:0", TOOL, "tool_call_12", "0000001"]
)
@pytest.mark.parametrize("config", [None, {}, THREAD], ids=["no config", "empty", "thread"])
def test_an_id_that_is_counted_says_nothing_and_a_thread_alone_neither(call_id, config):
    assert identity(config, call_id) is None


def test_a_task_of_langgraph_s_makes_any_call_of_it_the_same():
    assert identity(TASK, "1") == identity(TASK, "1") != identity(TASK, "2")
    assert identity(TASK) is not None
    other = {"configurable": TASK["configurable"] | {"checkpoint_ns": "tools:5bc85451"}}
    assert identity(TASK, "1") != identity(other, "1")


def test_what_the_caller_says_is_its_conversation_goes_before_all():
    assert identity(TASK, "1", "flow-1") == identity(None, None, "flow-1") != identity(None, None, "flow-2")


def test_no_conversation_can_be_named_so_that_it_is_taken_for_a_call():
    call = identity(None, "call_8Jc2xQ7rT1aBcD")
    assert identity(conversation=call) != call


def test_the_place_is_the_conversation_else_the_thread():
    assert Caller.of(THREAD, "1", None, TOOL).place == "customer-1"
    assert Caller.of(THREAD, "1", "flow-1", TOOL).place == "flow-1"
    assert Caller.of(None, "1", None, TOOL).place is None
