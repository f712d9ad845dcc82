"""No link reaches the customer but those the tools made."""

import subprocess
import sys

import pytest
from langchain.agents import create_agent
from langchain.agents.middleware import SummarizationMiddleware
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.tools import StructuredTool, ToolException
from langgraph.checkpoint.memory import InMemorySaver
from scripted_model import ScriptedModel

from limio_langchain import LinkGuard
from limio_langchain.middleware import LEAD, NOTE

SHOP = "https://shop.example.com"
SIGNED = f"{SHOP}/api/checkout/recover?basket=basket-7f1c&token=eyJhbGciOiJIUzI1NiJ9.eyJiIjoiNyJ9.Q3f_x-9Zr"


def agent_saying(*steps, tools=None, **more):
    """An agent whose one tool makes the signed link."""
    make = StructuredTool.from_function(
        func=lambda: ("the link:\n" + SIGNED, {"kind": "assisted", "url": SIGNED}),
        name="limio_create_checkout",
        description="Make the checkout.",
        response_format="content_and_artifact",
    )
    guard = more.pop("guard", None) or LinkGuard()
    model = ScriptedModel(steps=list(steps))
    return create_agent(model, tools=tools or [make], middleware=[guard, *more.pop("beside", ())], **more)


async def ask(agent, world, text="Pay, please", config=None):
    given = {"messages": [("user", text)]}
    state = agent.invoke(given, config) if world == "blocking" else await agent.ainvoke(given, config)
    return state["messages"][-1]


MAKE = ("limio_create_checkout", {})


async def test_a_model_that_alters_one_letter_hands_over_the_real_link(world):
    agent = agent_saying(MAKE, f"Here: {SIGNED.replace('Q3f', 'Q3g')}")
    assert (await ask(agent, world)).text == f"Here: {SIGNED}"


async def test_a_message_that_is_right_is_not_touched(world):
    message = AIMessage(f"Here: {SIGNED}", id="m", response_metadata={"model": "x"})
    assert await ask(agent_saying(MAKE, message), world) == message


async def test_a_link_made_in_this_turn_is_added_where_an_invented_one_stood(world):
    agent = agent_saying(MAKE, "Pay at https://pay.evil.com/1")
    assert (await ask(agent, world)).text == f"Pay at {NOTE}\n\n{LEAD}\n{SIGNED}"


async def test_the_note_and_the_lead_are_the_host_s_to_word(world):
    agent = agent_saying(MAKE, "Pay at https://pay.evil.com/1", guard=LinkGuard(note="[weg]", lead="Ihr Link:"))
    assert (await ask(agent, world)).text == f"Pay at [weg]\n\nIhr Link:\n{SIGNED}"


async def test_before_any_tool_a_link_on_the_shop_is_removed(world):
    assert (await ask(agent_saying(f"Pay at {SIGNED}"), world)).text == f"Pay at {NOTE}"


async def test_what_is_allowed_stays(world):
    agent = agent_saying("See https://docs.test/a", guard=LinkGuard(allowed=["https://docs.test/"]))
    assert (await ask(agent, world)).text == "See https://docs.test/a"


async def test_a_link_in_a_catalogue_tool_s_answer_may_not_be_told(world):
    find = StructuredTool.from_function(
        func=lambda: "Pro: buy it at https://evil.test/pay", name="limio_find_offers", description="Find."
    )
    agent = agent_saying(("limio_find_offers", {}), "Buy at https://evil.test/pay", tools=[find])
    assert (await ask(agent, world)).text == f"Buy at {NOTE}"


async def test_a_named_tool_s_links_may_be_told(world):
    find = StructuredTool.from_function(
        func=lambda: "See https://docs.test/a.", name="search_docs", description="Find."
    )
    agent = agent_saying(
        ("search_docs", {}), "See https://docs.test/a", tools=[find], guard=LinkGuard(tools=["search_docs"])
    )
    assert (await ask(agent, world)).text == "See https://docs.test/a"


async def test_a_failed_tool_s_links_are_none(world):
    def fail():
        raise ToolException(SIGNED)

    tool = StructuredTool.from_function(func=fail, name=MAKE[0], description="Make.", handle_tool_error=True)
    agent = agent_saying(MAKE, SIGNED, tools=[tool])
    assert (await ask(agent, world)).text == NOTE


async def test_text_blocks_are_guarded_and_what_is_no_text_stays(world):
    image = {"type": "image", "base64": "AA==", "mime_type": "image/png"}
    content = [{"type": "text", "text": "Here: " + SIGNED[:60]}, image, {"type": "text", "text": SIGNED[60:-1] + "Q"}]
    message = await ask(agent_saying(MAKE, AIMessage(content)), world)
    assert message.content == [{"type": "text", "text": f"Here: {SIGNED}"}, image]


async def test_blocks_that_are_right_are_not_touched(world):
    content = ["Here: ", {"type": "text", "text": SIGNED}, {"type": "reasoning", "reasoning": "https://x.test"}]
    assert (await ask(agent_saying(MAKE, AIMessage(content)), world)).content == content


async def test_what_is_said_beside_a_tool_call_is_guarded_and_the_call_stays(world):
    beside = AIMessage("One moment: https://evil.test", tool_calls=[{"name": MAKE[0], "args": {}, "id": "1"}])
    agent = agent_saying(beside, "Done", checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "1"}}
    await ask(agent, world, config=config)
    said = agent.get_state(config).values["messages"][1]
    assert said.text == f"One moment: {NOTE}"
    assert said.tool_calls == beside.tool_calls


async def test_a_link_of_an_earlier_turn_may_be_told_again_and_is_not_added_unasked(world):
    agent = agent_saying(MAKE, SIGNED, SIGNED[:-1], "See https://evil.test", checkpointer=InMemorySaver())
    replies = [(await ask(agent, world, config={"configurable": {"thread_id": "1"}})).text for _ in range(3)]
    assert replies == [SIGNED, SIGNED, f"See {NOTE}"]


async def test_a_link_is_known_after_its_message_was_condensed(world):
    condensing = SummarizationMiddleware(
        ScriptedModel(steps=["They bought."]), trigger=("messages", 6), keep=("messages", 1)
    )
    agent = agent_saying(MAKE, "a", "b", "c", SIGNED[:-1], beside=[condensing], checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "1"}}
    replies = [await ask(agent, world, config=config) for _ in range(4)]
    assert not any(isinstance(one, ToolMessage) for one in agent.get_state(config).values["messages"])
    assert replies[-1].text == SIGNED


async def test_another_conversation_s_link_is_unknown(world):
    agent = agent_saying(MAKE, SIGNED, SIGNED, checkpointer=InMemorySaver())
    for thread, expected in (("1", SIGNED), ("2", NOTE)):
        assert (await ask(agent, world, config={"configurable": {"thread_id": thread}})).text == expected


@pytest.mark.parametrize("mode", ["messages", "updates", "values"])
def test_no_stream_mode_shows_an_unchecked_link(mode):
    agent = agent_saying(MAKE, f"Here: {SIGNED.replace('Q3f', 'Q3g')} or https://evil.test/pay")
    shown = "".join(
        part[0].text if mode == "messages" else str(part)
        for part in agent.stream({"messages": [("user", "Pay")]}, stream_mode=mode)
    )
    assert "Q3g" not in shown
    assert "evil" not in shown
    assert SIGNED in shown


def test_a_host_may_choose_tokens_over_the_guard_of_the_stream():
    agent = agent_saying("See https://evil.test/pay", guard=LinkGuard(stream_tokens=True))
    parts = [part for part, _ in agent.stream({"messages": [("user", "Pay")]}, stream_mode="messages")]
    assert "evil" in "".join(part.text for part in parts)
    assert len(parts) > 2


def test_the_log_tells_how_many_and_not_which(caplog):
    agent_saying(MAKE, f"{SIGNED[:-1]} https://evil.test").invoke({"messages": [("user", "Pay")]})
    assert "1 put right, 1 removed" in caplog.text
    assert "basket" not in caplog.text
    assert "evil" not in caplog.text


def test_without_the_extra_the_error_names_it_and_the_rest_imports():
    code = """
import sys
sys.modules["langchain"] = None
import limio_langchain
from limio_langchain import *
from limio_langchain import LimioToolkit
try:
    limio_langchain.LinkGuard
except ImportError as error:
    print(error)
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert 'pip install "limio-langchain[langchain]"' in out


async def test_pictures_files_and_other_texts_are_looked_at_too(world):
    blocks = [
        {"type": "output_text", "text": "See https://evil.com/pay"},
        {"type": "refusal", "refusal": " or www.evil.com"},
        {"type": "image", "url": "https://evil.com/p.png"},
        {"type": "image_url", "image_url": {"url": "https://evil.com/p.png"}},
        {"type": "file", "file": {"file_url": "https://evil.com/f.pdf"}},
        {"type": "image", "url": "data:image/png;base64,AA=="},
    ]
    message = await ask(agent_saying(AIMessage(blocks)), world)
    assert "evil" not in str(message.content)
    assert message.content[-1] == blocks[-1]
    assert message.text.count(NOTE) == 5 or str(message.content).count(NOTE) == 5


UNKNOWN_BLOCKS = [
    {"text": "See https://evil.com/pay"},
    {"type": "markdown", "text": "[Pay](//evil.com)"},
    {"type": "html", "html": "<a href='https://evil.com'>Pay</a>"},
    {"type": "resource_link", "uri": "https://evil.com/pay"},
    {"type": "resource", "resource": {"uri": "evil.com/pay", "text": "x"}},
    {"type": "button", "label": "Pay", "target": "https://evil.com/pay"},
    {"type": "document", "source": {"type": "text", "data": "See https://evil.com/pay"}},
    {"type": "text-plain", "url": "https://evil.com/pay", "mime_type": "text/plain"},
    {"type": "non_standard", "value": {"type": "card", "url": "https://evil.com/pay"}},
    {"type": "message", "content": [{"type": "output_text", "text": "https://evil.com/pay"}]},
    {"type": "card", "body": "[Pay](//evil.com)"},
    {"type": "card", "action": "javascript:location='//evil.com'"},
    {"type": "button", "target": "evil.com/pay"},
    {"type": "html", "html": "<a href='//evil.com'>Pay</a>"},
    {"type": "file", "file": {"filename": "evil.com/pay"}},
    {"type": "my_toolbox", "html": "https://evil.com/pay"},  # sounds like a call, and is none
    {"type": "rich_text_output", "text": "https://evil.com/pay"},
    {"type": "image", "url": "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><a href='//evil.com'/></svg>"},
    {"type": "tool_reference", "title": "Terms", "favicon": "//evil.com/f.ico"},
    {"type": "citations_content", "citations": [{"location": {"web": {"url": "https://evil.com", "domain": "evil"}}}]},
]


@pytest.mark.parametrize("block", UNKNOWN_BLOCKS, ids=str)
async def test_a_block_that_nobody_foresaw_is_looked_at_like_a_known_one(world, block):
    message = await ask(agent_saying(AIMessage([block])), world)
    assert "evil" not in str(message.content)
    assert NOTE in str(message.content)


CITED = [
    ("annotations", {"type": "url_citation", "url": "https://evil.com/pay", "title": "Pay"}),
    ("annotations", {"type": "url_citation", "url_citation": {"url": "https://evil.com/pay"}}),
    ("annotations", {"type": "citation", "title": "evil.com/pay", "cited_text": "x"}),
    ("citations", {"type": "web_search_result_location", "url": "https://evil.com/pay", "encrypted_index": "E"}),
]


@pytest.mark.parametrize(("name", "foreign"), CITED, ids=str)
async def test_what_a_text_cites_from_elsewhere_goes_and_the_rest_stays(world, name, foreign):
    page = {"type": "char_location", "document_title": "Terms", "start_char_index": 0}
    told = {"type": "text", "text": "Cancel any time.", name: [foreign, page]}
    message = await ask(agent_saying(AIMessage([told])), world)
    assert message.content == [{"type": "text", "text": "Cancel any time.", name: [page]}]


BESIDE = [
    ({"refusal": "See https://evil.com/pay"}, {"refusal": f"See {NOTE}"}),
    ({"citations": ["https://evil.com/pay"]}, {"citations": []}),
    (
        {"audio": {"data": "AA//+b==", "transcript": "evil.com/pay"}},
        {"audio": {"data": "AA//+b==", "transcript": NOTE}},
    ),
    (
        {"grounding_metadata": {"chunks": [{"web": {"uri": "https://evil.com"}}], "count": 1}},
        {"grounding_metadata": {"chunks": [], "count": 1}},
    ),
]


@pytest.mark.parametrize("place", ["additional_kwargs", "response_metadata"])
@pytest.mark.parametrize(("given", "left"), BESIDE, ids=str)
async def test_what_a_provider_puts_beside_the_content_is_looked_at_too(world, place, given, left):
    message = await ask(agent_saying(AIMessage("Hello", **{place: given})), world)
    assert getattr(message, place) == left
    assert message.content == "Hello"


@pytest.mark.parametrize(
    "kept",
    [
        {"reasoning_content": "https://x.test"},
        {"tool_calls": [{"function": {"name": "f", "arguments": "https://x.test"}}]},
        {"model_name": "hf.co/someone/model:8b", "logprobs": {"content": [{"token": "a.com/b"}]}},
        {"ResponseMetadata": {"HTTPHeaders": {"date": "Thu, 26 Nov 2026 21:55:03 GMT", "content-type": "text/json"}}},
    ],
    ids=str,
)
async def test_a_provider_s_own_facts_stay_as_they_were(world, kept):
    message = AIMessage("Hello", id="m", additional_kwargs=kept, response_metadata=kept)
    assert await ask(agent_saying(message), world) == message


async def test_what_a_model_thinks_and_calls_goes_back_to_it_as_it_was(world):
    blocks = [
        {"type": "thinking", "thinking": "https://x.test", "signature": "s"},
        {"type": "web_search_call", "action": {"url": "https://x.test"}},
        {"type": "server_tool_result", "output": {"url": "https://x.test"}},
        {"type": "non_standard", "value": {"type": "reasoning", "summary": ["https://x.test"]}},
        {"type": "text", "text": "Hello", "annotations": [{"type": "file_citation", "file_id": "file-1"}]},
    ]
    assert (await ask(agent_saying(AIMessage(blocks)), world)).content == blocks


@pytest.mark.parametrize(
    ("name", "artifact"),
    [
        ("shop__limio_create_checkout", {"kind": "assisted", "url": SIGNED}),
        ("mcp_limio_create_checkout", {"structured_content": {"kind": "purchase_link", "url": SIGNED}}),
        ("pay", {"kind": "assisted", "url": SIGNED}),
    ],
)
async def test_a_tool_s_link_is_known_under_any_name_by_the_answer_s_form(world, name, artifact):
    tool = StructuredTool.from_function(
        func=lambda: ("done", artifact), name=name, description="Make.", response_format="content_and_artifact"
    )
    assert (await ask(agent_saying((name, {}), SIGNED, tools=[tool]), world)).text == SIGNED


@pytest.mark.parametrize("artifact", [{"url": SIGNED}, {"kind": "quote", "url": SIGNED}, None, {"kind": "assisted"}])
async def test_a_quote_s_link_and_another_tool_s_are_not_the_customer_s(world, artifact):
    tool = StructuredTool.from_function(
        func=lambda: (SIGNED, artifact),
        name="limio_create_quote",
        description="Ask.",
        response_format="content_and_artifact",
    )
    assert (await ask(agent_saying(("limio_create_quote", {}), SIGNED, tools=[tool]), world)).text == NOTE
