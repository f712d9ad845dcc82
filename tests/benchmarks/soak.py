"""``python soak.py URL SALES``: so many sales in one process, blocking and awaiting by turns, as JSON.

Each conversation is forgotten once its sale is done, as a host does it, so that what stays is ours.
"""

import asyncio
import gc
import json
import sys

import psutil
from langgraph.checkpoint.memory import InMemorySaver

from benchmarks.elsewhere import settings
from benchmarks.sale import SALE, asay, playbook, say
from limio_langchain import LimioToolkit
from limio_sales_agent import create_sales_agent

FIRST = 1_000  # sales after which memory counts as settled
BATCH = 100


class Soak:
    """One agent that sells and sells."""

    def __init__(self, toolkit):
        self.saver = InMemorySaver()
        self.agent = create_sales_agent(toolkit, playbook=playbook(), checkpointer=self.saver)
        self.done = 0

    async def batch(self):
        """Sell a batch: one blocking, the next awaiting."""
        numbers = range(self.done, self.done + BATCH)
        if (self.done // BATCH) % 2:
            for number in numbers:
                self._end([await asay(self.agent, text, number) for text in SALE][-1], number)
        else:
            await asyncio.to_thread(self._blocking, numbers)
        self.done += BATCH

    def _blocking(self, numbers):
        for number in numbers:
            self._end([say(self.agent, text, number) for text in SALE][-1], number)

    def _end(self, state, number):
        assert state["outcome"]["kind"] == "assisted_checkout", state["outcome"]
        self.saver.delete_thread(str(number))


def memory():
    """Return what the operating system says this process alone takes."""
    gc.collect()
    return psutil.Process().memory_full_info().uss


async def main(url, sales):
    """Sell, and return memory as it went and the sockets left at the end."""
    seen, first = [], min(FIRST, sales // 2)
    async with LimioToolkit.from_settings(settings(url)) as toolkit:
        soak = Soak(toolkit)
        while soak.done < sales:
            await soak.batch()
            if soak.done >= first and soak.done % (first // 2) == 0:
                seen.append((soak.done, memory()))
    gc.collect()
    sockets = [one for one in psutil.Process().net_connections() if one.status != psutil.CONN_NONE]
    return {"seen": seen, "sockets": len(sockets)}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(sys.argv[1], int(sys.argv[2])))))
