"""Plays one scenario: its own sandbox, its own agent, its own thread; blocking or awaiting, from one definition."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage, convert_to_openai_messages
from langgraph.types import Command

from limio_sales_agent.evaluation.environment import Stage
from limio_sales_agent.evaluation.judge import judge, milestones_reached, without_phrases
from limio_sales_agent.evaluation.record import Exchange, Failure, Played, Result
from limio_sales_agent.evaluation.schema import Scenario
from limio_sales_agent.evaluation.setup import Setup
from limio_sales_agent.evaluation.tools_agent import given_links, tool_texts

Step = Generator[Any, Mapping[str, Any], None]
LATE = 5.0  # seconds that a conversation has to stop after its time is over


def play(scenario: Scenario, repeat: int = 0, setup: Setup = Setup()) -> Result:  # noqa: B008  frozen
    """Play a scenario once and judge it; never raises and never takes longer than its time and a little.

    Args:
        scenario: What is played.
        repeat: Which repetition; even ones are played blocking, odd ones awaiting.
        setup: The agent that is tried and its model; the sales agent by the scenario's own script when left out.
    """
    begun = time.perf_counter()
    if setup.seconds is not None:
        scenario = scenario.model_copy(update={"max_seconds": setup.seconds})
    performance = Performance(scenario, awaiting=repeat % 2 == 1, setup=setup)
    # A thread of its own, because a wait that has no end must not be the report's.
    thread = threading.Thread(target=performance.run, daemon=True, name=f"scenario {scenario.name}")
    thread.start()
    thread.join(scenario.max_seconds + LATE)
    failures = performance.failures
    if thread.is_alive():
        failures = [Failure(None, f"did not end within {scenario.max_seconds:.0f} s")]
    played = performance.played
    last = played.exchanges[-1].outcome if played.exchanges else None
    return Result(
        scenario.name,
        repeat,
        tuple(failures),
        turns=len(played.exchanges),
        outcome=(last or {}).get("kind"),
        http_calls=played.http_calls,
        model_calls=played.model_calls,
        tokens=played.tokens,
        tokens_written=played.tokens_written,
        milestones=(performance.reached, len(scenario.milestones)),
        seconds=time.perf_counter() - begun,
        messages=tuple(message for one in played.exchanges for message in one.messages),
    )


@dataclass
class Performance:
    """One playing of a scenario, and what it came to."""

    scenario: Scenario
    awaiting: bool
    setup: Setup = Setup()  # noqa: RUF009  frozen
    played: Played = field(default_factory=Played)
    failures: list[Failure] = field(default_factory=list)
    reached: int = 0

    def run(self) -> None:
        """Play and judge; what breaks is a failure like any other."""
        try:
            with Stage(self.scenario, self.setup) as stage:
                self._play(stage)
                self._judge(stage)
        except Exception as error:  # noqa: BLE001  a scenario that breaks is one line of the table, not its end
            self.failures = [Failure(None, f"broke: {type(error).__name__}: {error}")]

    def _judge(self, stage: Stage) -> None:
        seen = (self.played, stage.replies)
        known = self.scenario if stage.by_phrases else without_phrases(self.scenario)
        self.failures = judge(self.scenario, *seen, stage.offers, stage.shop_url, by_phrases=stage.by_phrases)
        self.reached = milestones_reached(known, *seen, stage.shop_url)

    def _play(self, stage: Stage) -> None:
        begun, broke = time.perf_counter(), None
        talk = self._talk(stage)
        try:
            asyncio.run(stage.awaited(talk)) if self.awaiting else stage.blocking(talk)
        except Exception as error:  # noqa: BLE001  the exchanges before it are still worth reading
            broke = f"the agent raised {type(error).__name__}: {error}"
        self.played = replace(
            stage.account(), exchanges=self.played.exchanges, seconds=time.perf_counter() - begun, broke=broke
        )

    def _talk(self, stage: Stage) -> Step:
        for number, turn in enumerate(self.scenario.turns, start=1):
            stage.set_up(number, turn)
            if turn.resume is not None:
                yield from self._exchange(stage, number, json.dumps(turn.resume), Command(resume=dict(turn.resume)))
            elif turn.say is not None:
                yield from self._exchange(stage, number, turn.say)
            else:
                yield from self._go_on(stage, number)
            if turn.pays:
                stage.pay(self.played.exchanges[-1])

    def _go_on(self, stage: Stage, number: int) -> Step:
        """Answer what is asked until something new is handed over or nothing that has an answer is asked."""
        stands = self._outcome()
        while len(self.played.exchanges) < self.scenario.max_messages:
            answer = stage.answer(self.played.exchanges)
            if answer is None:
                return
            yield from self._exchange(stage, number, answer)
            if self._outcome() != stands:
                return

    def _outcome(self) -> Any:
        return self.played.exchanges[-1].outcome if self.played.exchanges else None

    def _exchange(self, stage: Stage, number: int, said: str, command: Command[Any] | None = None) -> Step:
        calls = stage.meter.calls
        result = yield command or {"messages": [HumanMessage(said)]}
        state = stage.state()
        one = Exchange(
            number,
            said,
            _reply(result["messages"]),
            outcome=state.get("outcome"),
            waiting=bool(result.get("__interrupt__")),
            customer=state.get("customer") or {},
            needs=state.get("needs") or {},
            kept=json.dumps(state, default=str),
            baskets=stage.basket_ids(),
            model_calls=stage.meter.calls - calls,
            given_links=frozenset(given_links(result["messages"])),
            tool_texts=tuple(tool_texts(result["messages"])),
            messages=tuple(_since_the_last(said, result["messages"])),
        )
        self.played = replace(self.played, exchanges=(*self.played.exchanges, one))


def _since_the_last(said: str, messages: list[Any]) -> list[dict[str, Any]]:
    """Return the customer's message and all that came after it, in OpenAI's form."""
    begin = max((place for place, one in enumerate(messages) if isinstance(one, HumanMessage)), default=-1)
    spoken: Any = convert_to_openai_messages([one for one in messages[begin + 1 :] if not _silent(one)])
    return [{"role": "user", "content": said}, *spoken]


def _silent(message: Any) -> bool:
    return isinstance(message, AIMessage) and not message.text and not message.tool_calls


def _reply(messages: list[Any]) -> str:
    """Return everything said since the customer's last message."""
    said: list[str] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, AIMessage):
            said.insert(0, str(message.text))
    return "\n".join(said)
