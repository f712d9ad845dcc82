"""A local Limio: a real HTTP server on this machine that follows the contract and can be broken on purpose.

It shares no code with the client: it speaks JSON from the contract, so a wrong field name cannot hide on both sides.
"""

try:
    from limio_langchain.sandbox.baskets import Basket
    from limio_langchain.sandbox.behaviours import BEHAVIOURS, Behaviour
    from limio_langchain.sandbox.faults import KINDS, Fault, Faults, Kind, Operation
    from limio_langchain.sandbox.running import break_running, fault_from, mend_running, serve
    from limio_langchain.sandbox.server import Sandbox
except ModuleNotFoundError as error:
    if error.name not in {"starlette", "uvicorn"}:
        raise
    raise ImportError('the sandbox needs an extra: pip install "limio-langchain[sandbox]"') from error

__all__ = [
    "BEHAVIOURS",
    "KINDS",
    "Basket",
    "Behaviour",
    "Fault",
    "Faults",
    "Kind",
    "Operation",
    "Sandbox",
    "break_running",
    "fault_from",
    "mend_running",
    "serve",
]
