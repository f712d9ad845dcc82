"""One sale with LangSmith's tracing on, in a process of its own because LangSmith reads its settings once."""

import sys

from langchain_core.messages import HumanMessage
from langchain_core.tracers.langchain import wait_for_all_tracers
from langgraph.checkpoint.memory import InMemorySaver

from limio_langchain import LimioSettings, LimioToolkit
from limio_sales_agent import create_sales_agent

if __name__ == "__main__":
    with LimioToolkit.from_settings(LimioSettings()) as toolkit:
        agent = create_sales_agent(toolkit, checkpointer=InMemorySaver())
        for text in sys.argv[1:]:
            state = agent.invoke({"messages": [HumanMessage(text)]}, {"configurable": {"thread_id": "traced"}})
        find = toolkit.get_tools()[0]
        find.invoke({"query": "business"})
    wait_for_all_tracers()
    print(state["outcome"]["url"])
