"""What the program takes for granted of Limio's API, in one file of facts, and what holds them against a tenant."""

from limio_langchain.conformance.facts import Fact, read_facts
from limio_langchain.conformance.judging import Row, conform

__all__ = ["Fact", "Row", "conform", "read_facts"]
