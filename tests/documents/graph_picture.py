"""The agent's graph as its page shows it; run as a program it draws it anew."""

import re
from pathlib import Path

from limio_langchain import LimioSettings, LimioToolkit
from limio_sales_agent import create_sales_agent

PAGE = Path(__file__).parents[2] / "docs" / "sales-agent.md"
PLACE = re.compile(r"(?<=```mermaid\n).*?(?=```)", re.DOTALL)


def drawn():
    """Return the picture that the graph draws of itself."""
    with LimioToolkit.from_settings(LimioSettings(shop_url="https://shop.example.com")) as toolkit:
        return create_sales_agent(toolkit).get_graph().draw_mermaid().strip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(PLACE.sub(lambda _: drawn(), PAGE.read_text(), count=1))
