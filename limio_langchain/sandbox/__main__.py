"""``python -m limio_langchain.sandbox``: a local Limio, without the agent and its command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from limio_langchain.sandbox.catalogue import Source
from limio_langchain.sandbox.running import PORT, break_running, fault_from, mend_running, serve
from limio_langchain.sandbox.serving import told_plainly

FAULT = "what goes wrong, such as checkout:status:status=503,times=2; may be given several times"


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve, or break or mend a sandbox that serves already; return the exit status."""
    told = _parser().parse_args(arguments)
    try:
        faults = [fault_from(text) for text in told.fault]
        if told.at and told.mend:
            mend_running(told.at)
        elif told.at:
            for fault in break_running(told.at, *faults):
                print(fault)  # noqa: T201  a command's answer
        else:
            chosen = {name: getattr(told, name) for name in ("port", "seed", "envelope", "cassette", "repeated")}
            serve(_offers(told.offers), faults, **chosen)
    except (ValueError, OSError) as error:
        print(f"sandbox: {told_plainly(error)}", file=sys.stderr)  # noqa: T201  likewise
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m limio_langchain.sandbox", description=__doc__)
    parser.add_argument("--offers", help="a JSON file of offers, or how many to generate")
    parser.add_argument("--port", type=int, default=PORT, help="0 for a free one (default %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="for generated offers and faults at a rate")
    parser.add_argument("--envelope", choices=("documented", "seen"), default="documented", help="form of the lists")
    parser.add_argument("--cassette", help="answer as a tenant did: a file of `limio-agent conform --record FILE`")
    parser.add_argument("--repeated", choices=("first", "last"), default="last", help="order kept of one external_id")
    parser.add_argument("--fault", action="append", default=[], metavar="ON:KIND[:NAME=VALUE,...]", help=FAULT)
    parser.add_argument("--at", metavar="URL", help="break or list the faults of the sandbox that runs there")
    parser.add_argument("--mend", action="store_true", help="with --at: mend everything there")
    return parser


def _offers(told: str | None) -> Source:
    return int(told) if told and told.isascii() and told.isdigit() else told


if __name__ == "__main__":
    raise SystemExit(main())
