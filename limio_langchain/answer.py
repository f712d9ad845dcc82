"""Reading JSON so that a failure tells nothing of the body, which may hold a customer's details or a signed link."""

from __future__ import annotations

import json
from typing import Any

from limio_langchain.errors import UnreadableAnswer


def read_json(body: bytes, whose: str) -> Any:
    """Return the JSON of a body.

    Args:
        body: The answer's body.
        whose: What answered, for the error: ``the catalogue``.

    Raises:
        UnreadableAnswer: The body is not JSON.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        pass
    # Raised out here because json's own error holds the whole body, and would be this one's context.
    raise UnreadableAnswer(f"{whose} answered with something other than JSON")
