"""A tool that is made for one way of waiting alone, asked for in the other."""

import pytest
from pydantic import BaseModel

from limio_langchain.tools.tool import LimioTool


class Given(BaseModel):
    word: str


def said(_caller, word):
    return word


async def said_later(_caller, word):
    return word


def tool(**made_of):
    return LimioTool.from_function(**made_of, name="say", description="Says a word.", args_schema=Given)


def test_what_can_only_be_awaited_is_not_invoked():
    with pytest.raises(NotImplementedError):
        tool(coroutine=said_later).invoke({"word": "a"})


async def test_what_blocks_is_awaited_as_well_in_a_thread_of_its_own():
    assert await tool(func=said).ainvoke({"word": "a"}) == "a"
