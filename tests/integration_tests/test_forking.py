"""What is forked for a test has loaded everything already, whoever forked first."""

import pytest
import warm_command
from forking import forks, tell_loaded

import chaos.processes


@pytest.mark.parametrize("name", ["limio_sales_agent.web.app", "chaos.worker"])
def test_a_forked_process_has_loaded_what_a_server_and_a_worker_of_chaos_need(name):
    here, there = forks().Pipe(duplex=False)
    process = forks().Process(target=tell_loaded, args=(there,))
    process.start()
    assert name in here.recv()
    process.join()


def test_all_that_forks_has_the_one_template():
    assert chaos.processes.forks is warm_command.forks is forks
