"""Where one scenario is played: a sandbox, an agent in front of it, and the hands of customer and colleague."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver

from limio_langchain import LimioSettings, LimioToolkit, Offer
from limio_sales_agent import create_sales_agent
from limio_sales_agent.scenarios.backstage import Backstage
from limio_sales_agent.scenarios.hearing import Hearing
from limio_sales_agent.scenarios.model import Scenario, Turn
from limio_sales_agent.scenarios.props import model_named, playbook_for
from limio_sales_agent.scenarios.record import Exchange, Played
from limio_sales_agent.scenarios.scripted import Meter, ScriptedModel

DEADLINE = 6.0  # seconds for a call: short, so that a hang is a scenario and not a wait
Step = Generator[Any, Mapping[str, Any], None]


class Stage:
    """A sandbox and an agent for one scenario, as a context manager.

    Args:
        scenario: What is to be played.
        model: A model such as ``openai:NAME``, instead of the scenario's script.
    """

    def __init__(self, scenario: Scenario, model: str | None = None) -> None:
        self._scenario, self._open = scenario, ExitStack()
        self._script = ScriptedModel() if scenario.scripted and model is None else None
        self._model: BaseChatModel | None = self._script or (model_named(model) if model else None)
        self._reported: list[Mapping[str, Any]] = []
        self._checkpointer = InMemorySaver()
        self.meter = Meter()
        self.playbook = playbook_for(scenario)

    def __enter__(self) -> Self:
        folder = self._open.enter_context(TemporaryDirectory(prefix="scenario-"))
        self._backstage = self._open.enter_context(Backstage(self._scenario))
        self._settings = self._backstage.settings(Path(folder), DEADLINE)
        self.offers: list[Offer] = self._backstage.offers()
        self.hearing = Hearing(self.playbook, self.offers)
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._toolkit.close()
        self._open.close()

    @property
    def shop_url(self) -> str:
        """The shop's origin."""
        return self._settings.shop_url

    @property
    def settings(self) -> LimioSettings:
        """What the agent knows of Limio."""
        return self._settings

    def _start(self) -> None:
        """Begin a process: nothing is left but the checkpoints and the files."""
        self._toolkit = LimioToolkit.from_settings(self._settings)
        self._agent = create_sales_agent(
            self._toolkit,
            model=self._model,
            playbook=self.playbook,
            checkpointer=self._checkpointer,
            on_outcome=lambda outcome: self._reported.append(dict(outcome)),
        )

    @property
    def _config(self) -> RunnableConfig:
        return {"configurable": {"thread_id": self._scenario.name}, "callbacks": [self.meter], "recursion_limit": 30}

    def set_up(self, number: int, turn: Turn) -> None:
        """Make everything ready for a turn: the faults it meets, a new process, what the model will read."""
        self._backstage.break_for(number)
        if turn.restarts:
            self._toolkit.close()
            self._start()
        if self._script:
            self._script.follow(turn)

    def blocking(self, talk: Step) -> None:
        """Run a conversation blocking."""
        given = next(talk, None)
        while given is not None:
            given = _next(talk, self._agent.invoke(given, self._config, context=self._scenario.context))

    async def awaited(self, talk: Step) -> None:
        """Run a conversation awaiting."""
        async with self._toolkit:
            given = next(talk, None)
            while given is not None:
                given = _next(talk, await self._agent.ainvoke(given, self._config, context=self._scenario.context))

    def state(self) -> dict[str, Any]:
        """Return what the agent keeps."""
        return dict(self._agent.get_state(self._config).values)

    def basket_ids(self) -> tuple[str, ...]:
        """Return the external ids of the sandbox's baskets."""
        return tuple(basket.external_id for basket in self._backstage.baskets())

    def answer(self, reply: str) -> str | None:
        """Return what the customer says to what a reply asks; None when they have no answer."""
        return self.hearing.answer(reply, self._scenario.answers)

    def pay(self, last: Exchange) -> None:
        """Open the link handed over last, as the customer would, and pay."""
        links = [link for link in self.hearing.links(last.reply) if link.startswith(self.shop_url)]
        self._backstage.pay(links[-1])

    def account(self) -> Played:
        """Return what the sandbox, the model and the host saw."""
        return Played(
            baskets=self._backstage.baskets(),
            bodies=self._backstage.bodies(),
            prompts="\n".join(self.meter.prompts),
            reported=tuple(self._reported),
            checkout_calls=self._backstage.checkout_calls(),
            http_calls=self._backstage.http_calls(),
            model_calls=self.meter.calls,
            tokens=self.meter.tokens,
        )


def _next(talk: Step, result: Mapping[str, Any]) -> Any:
    try:
        return talk.send(result)
    except StopIteration:
        return None
