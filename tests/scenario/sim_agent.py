"""What happens to every program of a floor on a hand-turned clock."""

from typing import Any

from devicekit.runtime import Agent
from devicekit.worker import InlineWorker


def kill_agent(agent: Agent[Any] | None) -> None:
    """As a power cut: nothing is said, the spool is as it was."""
    assert agent is not None
    agent._link.lost("killed")
    agent._link.stop()
    agent._hardware.stop()
    agent._spool.close()


def pump_agent(agent: Agent[Any] | None, worker: InlineWorker) -> bool:
    """One step of a program that runs; True when there was anything to do."""
    if agent is None:
        return False
    busy = not agent.inbox.empty()
    agent.pump()
    return worker.poll() or busy
