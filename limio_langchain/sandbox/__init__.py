"""A local Limio: a real HTTP server on this machine that follows the contract and can be broken on purpose.

It shares no code with the client: it speaks JSON from the contract, so that a wrong field name cannot hide on both sides.
"""

from limio_langchain.sandbox.host import Sandbox
from limio_langchain.sandbox.ledger import Basket
from limio_langchain.sandbox.mishaps import Fault, Faults

__all__ = ["Basket", "Fault", "Faults", "Sandbox"]
