"""The floods' table; run as a program it floods a server and writes docs/evidence/floods.md."""

import tempfile
from pathlib import Path

from floods.kinds import FLOODS, open_streams
from floods.measuring import hanging_turns, measured, running

PAGE = Path(__file__).parents[2] / "docs" / "evidence" / "floods.md"
HEAD = """# Floods

Written by `make floods`: one server of the chat page is flooded, from 21 addresses, while somebody at another address opens the page every tenth of
a second and has one turn of a conversation. The flood comes from the same machine of two cores, so some of what others wait is its own work.

| what strangers do | page, middle | page, slowest | first turn | others served | memory grew by |
|---|---|---|---|---|---|
"""


def measures():
    """Flood a server in each way, and return what was measured, idle first."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as (limio, server):
        yield measured(server, "nothing")
        for flood in FLOODS:
            stream = hanging_turns(limio, server) if flood is open_streams else None
            yield measured(server, (flood.__doc__ or "").rstrip("."), flood, stream)


def row(one):
    served, asked = one.served
    times = " | ".join(f"{seconds * 1000:.0f} ms" for seconds in (one.page, one.slowest, one.turn))
    streams = f" ({one.streams} open)" if one.streams else ""
    return f"| {one.what}{streams} | {times} | {served} of {asked} | {max(0.0, one.memory):.0f} MiB |"


if __name__ == "__main__":
    rows = []
    for one in measures():
        rows.append(row(one))
        print(rows[-1], one.faults[:3])
    PAGE.write_text(HEAD + "\n".join(rows) + "\n")
