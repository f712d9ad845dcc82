"""The file ``.env`` of the working directory. The commands read it; the library reads the environment alone."""

from __future__ import annotations

import os
from pathlib import Path

from dotenv import dotenv_values

from limio_sales_agent.cli.unusable import Unusable


def read_env_file(file: Path = Path(".env")) -> None:
    """Put the file's variables into the environment, where those already there win; no such file is no fault.

    Args:
        file: Lines of ``NAME=value``; values are taken as they stand, without ``$`` being replaced in them.

    Raises:
        Unusable: It cannot be read.
    """
    if not file.is_file():  # a folder of that name is a virtual environment
        return
    try:
        told = dotenv_values(file, interpolate=False, encoding="utf-8-sig")
    except OSError as error:
        raise Unusable(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Unusable(f"{file} cannot be read: it is not UTF-8 text") from None
    for name, value in told.items():
        if value is not None:
            os.environ.setdefault(name, value)
