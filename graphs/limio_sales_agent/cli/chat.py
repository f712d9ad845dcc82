"""``limio-agent chat``: a conversation on the terminal."""

from __future__ import annotations

import json
import re
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from limio_langchain import LimioSettings, LimioToolkit, SalesContext
from limio_sales_agent import create_sales_agent
from limio_sales_agent.cli.setup import print_link
from limio_sales_agent.cli.unusable import Unusable
from limio_sales_agent.playbook import Playbook
from limio_sales_agent.reading.rules.choices import COUNTED
from limio_sales_agent.replies.blocks import Block, Comparison, blocks_of, choices_of
from limio_sales_agent.storage.pausing import watching
from limio_sales_agent.storage.serializer import is_encrypted
from limio_sales_agent.storage.sqlite import conversations
from limio_sales_agent.storage.turn_lock import TurnLock
from limio_sales_agent.web.api import PAGE
from limio_sales_agent.web.words import page_words

LINK = re.compile(r"^https?://\S+$")
HELP = "/state shows what is known, /new starts another conversation, /quit leaves."
DOING = {
    "limio_find_offers": "looking at {among} offers",
    "limio_create_checkout": "making the checkout",
    "limio_create_quote": "asking for the quote",
    "limio_purchase_link": "making the link",
}


def doing(told: Mapping[str, Any]) -> str:
    """Return what is going on, in words."""
    return DOING.get(told["doing"], str(told["doing"])).format(among=told.get("among", "the"))


class Chat:
    """One terminal, one customer.

    Args:
        console: Where it is shown.
        settings: Whose shop it is.
        playbook: What is sold, asked and said.
        options: ``model``, ``on_outcome``, ``approval`` and ``thread``, each if given.
    """

    def __init__(self, console: Console, settings: LimioSettings, playbook: Playbook, **options: Any) -> None:
        self._console, self._settings, self._playbook = console, settings, playbook
        self._options = options
        self._thread = options.get("thread") or str(uuid.uuid4())
        if self._thread.startswith(PAGE):
            raise Unusable(f"--thread {self._thread}: that conversation is a visitor's of the chat page")
        self._context = SalesContext(approval="required" if options.get("approval") else None)

    def run(self, place: Path) -> None:
        """Talk until the customer leaves; Ctrl-C and the end of the input leave too."""
        with (
            LimioToolkit.from_settings(self._settings) as toolkit,
            conversations(place) as saver,
            watching(str(place), toolkit.pausing),
            closing(TurnLock(place)) as self._turns,
        ):
            self._agent = create_sales_agent(
                toolkit,
                model=self._options.get("model"),
                playbook=self._playbook,
                checkpointer=saver,
                on_outcome=self._options.get("on_outcome"),
            )
            self._greet(place)
            while (said := self._asked()) is not None:
                self._answer(said)

    @property
    def _config(self) -> RunnableConfig:
        return {"configurable": {"thread_id": self._thread}}

    def _greet(self, place: Path) -> None:
        stored = "encrypted" if is_encrypted() else "in clear; set LANGGRAPH_AES_KEY to encrypt it"
        self._console.print(Text(f"Conversation {self._thread}, kept in {place} ({stored}).", style="dim"))
        self._console.print(Text(HELP, style="dim"))
        self._console.print()
        self._console.print(Text(self._playbook.title or "Limio sales agent", style="bold"))
        self._say(self._playbook.opening)
        for suggestion in self._playbook.suggestions:
            self._console.print(Text(f"  · {suggestion}", style="cyan"))

    def _asked(self) -> str | None:
        """Return what the customer says next, or None when they leave."""
        while True:
            self._console.print()
            try:
                said = self._console.input(Text("You  ", style="bold cyan")).strip()
            except (EOFError, KeyboardInterrupt):
                self._console.print("\nGoodbye.")
                return None
            if said == "/quit":
                return None
            if said in {"/state", "/new", "/help"}:
                self._told(said)
            elif said:
                return said

    def _told(self, command: str) -> None:
        if command == "/help":
            self._console.print(HELP)
        elif command == "/new":
            self._thread = str(uuid.uuid4())
            self._console.print(f"A new conversation: {self._thread}")
        else:
            held = self._agent.get_state(self._config).values
            shown = {name: value for name, value in held.items() if name != "messages"}
            self._console.print_json(json.dumps(shown, default=str))

    def _answer(self, said: str) -> None:
        self._play({"messages": [HumanMessage(said)]})
        while waiting := self._agent.get_state(self._config).interrupts:
            decision = self._decided(waiting[0].value)
            if decision is None:
                return
            self._play(Command(resume={"decisions": [decision]}))

    def _play(self, given: Any) -> None:
        try:
            # Another terminal may be in this conversation.
            with self._console.status("reading ...") as status, self._turns.held(self._thread):
                parts: Iterator[Any] = self._agent.stream(
                    given, self._config, context=self._context, stream_mode=["updates", "custom"], durability="sync"
                )
                for mode, part in parts:
                    if mode == "custom":
                        status.update(f"{doing(part)} ...")
                    else:
                        self._show(part)
        except KeyboardInterrupt:
            self._console.print("\nStopped; say it again to go on.")
        except TimeoutError:
            self._console.print("Another terminal holds this conversation and does not let go; say it again later.")
        except sqlite3.Error as error:
            self._console.print(
                f"Nothing was ordered, for it could not be kept ({error}). Mend that, and say it again."
            )

    def _show(self, update: Mapping[str, Any]) -> None:
        for step in update.values():
            for message in step.get("messages", ()) if isinstance(step, Mapping) else ():
                if message.type == "ai":
                    self._say(message.text)
                    self._compare(blocks_of(message))
                    self._offer(blocks_of(message))

    def _offer(self, blocks: Iterable[Block]) -> None:
        """Show what can be picked, a line each; by its number too, where a number is not the answer itself."""
        blocks = list(blocks)
        counted = any(block["type"] == "ask" and block["key"] in COUNTED for block in blocks)
        for number, one in enumerate(choices_of(blocks), 1):
            self._console.print(Text(f"  {'·' if counted else number} {one['label']}", style="cyan"))

    def _compare(self, blocks: Iterable[Block]) -> None:
        """Show what is compared as a table, below the words."""
        for block in blocks:
            if block["type"] == "comparison":
                self._console.print()
                self._console.print(Padding(_table(block, page_words(self._playbook.locale)), (0, 0, 0, 5)))

    def _say(self, reply: str) -> None:
        self._console.print()
        for line in reply.splitlines():
            if LINK.match(line) or not self._console.is_terminal:
                print_link(line)  # padding would crop what is not wrapped
            else:
                self._console.print(Padding(Text(line), (0, 0, 0, 5)) if line else "")

    def _decided(self, asked: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Ask whoever sits here to decide as the colleague; None leaves the question open."""
        for action in asked.get("action_requests", ()):
            told = action.get("description", action["name"])
            self._console.print(Text(f"\nA colleague must decide: {told}", "yellow"))
        try:
            said = self._console.input("approve, reject, or Enter to leave it open: ").strip().lower()
        except (EOFError, KeyboardInterrupt):
            return None
        return {"type": said, "order": asked.get("order")} if said in {"approve", "reject"} else None


def _table(block: Comparison, words: Mapping[str, str]) -> Table:
    columns = block["columns"]
    names = list(dict.fromkeys(column["name"] for column in columns))
    table = Table("", title=" · ".join(names), title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column["billing"] if len(names) == 1 else column["name"])
    table.add_row(words["row_price"], *(column["price"] for column in columns))
    if block["quantity"] > 1:
        table.add_row(words["row_total"], *(column["total"] for column in columns))
    table.add_row(words["row_year"], *(column["year"] for column in columns))
    if len(names) > 1:
        table.add_row(words["row_features"], *("\n".join(column.get("features", ())) for column in columns))
    return table
