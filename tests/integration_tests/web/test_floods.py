"""Whatever strangers flood a server with, somebody else is served meanwhile, and its memory stays bounded."""

import pytest

from floods.kinds import FLOODS, open_streams
from floods.measuring import hanging_turns, measured, running

pytestmark = [pytest.mark.load, pytest.mark.timeout(240)]
MOST = 150  # MiB


@pytest.mark.parametrize("flood", FLOODS, ids=[one.__name__ for one in FLOODS])
def test_others_are_served(flood, tmp_path):
    with running(tmp_path) as (limio, server):
        streams = hanging_turns(limio, server) if flood is open_streams else None
        found = measured(server, flood.__name__, flood, streams)
    served, asked = found.served
    assert (served, found.faults) == (asked, [])
    assert found.memory < MOST
    assert found.streams == (1_000 if flood is open_streams else 0)
