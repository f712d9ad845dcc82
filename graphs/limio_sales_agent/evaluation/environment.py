"""Where one scenario is played: a sandbox, an agent in front of it, and the hands of customer and colleague."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver

from limio_langchain import LimioSettings, LimioToolkit, Offer
from limio_sales_agent import create_sales_agent
from limio_sales_agent.evaluation.free_replies import FreeReplies
from limio_sales_agent.evaluation.parts import model_for, playbook_for
from limio_sales_agent.evaluation.record import Exchange, Played
from limio_sales_agent.evaluation.reply_parser import ReplyParser
from limio_sales_agent.evaluation.sandbox_control import SandboxControl
from limio_sales_agent.evaluation.schema import Scenario, Turn
from limio_sales_agent.evaluation.scripted import Meter, ScriptedModel
from limio_sales_agent.evaluation.setup import Setup
from limio_sales_agent.evaluation.simulated_customer import next_message
from limio_sales_agent.evaluation.tools_agent import ToolsAgent
from limio_sales_agent.reading.chat_model import resolve_model

DEADLINE = 6.0  # seconds for a call: short, so that a hang is a scenario and not a wait
Step = Generator[Any, Mapping[str, Any], None]


class Stage:
    """A sandbox and an agent for one scenario, as a context manager.

    Args:
        scenario: What is to be played.
        setup: The agent that is tried, and its model.
    """

    def __init__(self, scenario: Scenario, setup: Setup = Setup()) -> None:  # noqa: B008  frozen
        self._scenario, self._setup, self._open = scenario, setup, ExitStack()
        self._model: BaseChatModel | None = model_for(scenario, setup)
        self._customer = resolve_model(setup.customer)
        self._script = self._model if isinstance(self._model, ScriptedModel) else None
        self._reported: list[Mapping[str, Any]] = []
        self._checkpointer = InMemorySaver()
        self.meter = Meter()
        self.playbook = playbook_for(scenario)

    def __enter__(self) -> Self:
        folder = self._open.enter_context(TemporaryDirectory(prefix="scenario-"))
        self._sandbox = self._open.enter_context(SandboxControl(self._scenario))
        self._settings = self._sandbox.settings(Path(folder), DEADLINE)
        self.offers: list[Offer] = self._sandbox.offers()
        reads = ReplyParser if self.by_phrases else FreeReplies
        self.replies: ReplyParser = reads(self.playbook, self.offers)
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._toolkit.close()
        self._open.close()

    @property
    def by_phrases(self) -> bool:
        """Whether the agent speaks the playbook's phrases."""
        return self._setup.agent == "sales"

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
        if not self.by_phrases:
            self._agent: Any = ToolsAgent(
                self._toolkit, self._model, self.playbook, self._scenario.context, self._checkpointer
            )
            return
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
        self._sandbox.break_for(number)
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
        values = dict(self._agent.get_state(self._config).values)
        return values if self.by_phrases else self._agent.described(values)

    def basket_ids(self) -> tuple[str, ...]:
        """Return the external ids of the sandbox's baskets."""
        return tuple(basket.external_id for basket in self._sandbox.baskets())

    def answer(self, exchanges: Sequence[Exchange]) -> str | None:
        """Return what the customer says next, by their answers or by the model that plays them; None for nothing."""
        if self._customer and self._scenario.customer:
            return next_message(self._customer, self._scenario.customer, exchanges)
        return self.replies.answer(exchanges[-1].reply, self._scenario.answers)

    def pay(self, last: Exchange) -> None:
        """Open the link handed over last, as the customer would, and pay."""
        links = [link for link in self.replies.links(last.reply) if link.startswith(self.shop_url)]
        self._sandbox.pay(links[-1])

    def account(self) -> Played:
        """Return what the sandbox, the model and the host saw."""
        return Played(
            baskets=self._sandbox.baskets(),
            bodies=self._sandbox.bodies(),
            prompts="\n".join(self.meter.prompts),
            reported=tuple(self._reported),
            checkout_calls=self._sandbox.checkout_calls(),
            http_calls=self._sandbox.http_calls(),
            model_calls=self.meter.calls,
            tokens=self.meter.tokens,
            tokens_written=self.meter.written,
            others=self._sandbox.others(),
        )


def _next(talk: Step, result: Mapping[str, Any]) -> Any:
    try:
        return talk.send(result)
    except StopIteration:
        return None
