"""What TCP_NODELAY is worth: one order out and its answer back over a broker, with it and without it on both sides."""

import queue
import time

from devicekit.link import LinkUp, Received
from devicekit.link_mqtt import MqttLink
from devicekit.topics import Address
from motcua.bench.figures import Figure, p50_p99
from motcua.demo.broker import MosquittoBroker, find_mosquitto
from motcua.demo.run_folder import RunFolder
from motcua.demo.wait import free_port

HUB = Address("bench", "hub", "hub")
DEVICE = Address("bench", "ticket", "kiosk-1")


def echo(rounds: int) -> dict[str, Figure]:
    """Milliseconds of a QoS 1 state out and its QoS 0 answer back: with the option, and without."""
    program = find_mosquitto()
    if program is None:
        return {"with": None, "without": None}
    return {"with": _run(program, rounds, True), "without": _run(program, rounds, False)}


def _run(program: str, rounds: int, no_delay: bool) -> Figure:
    with RunFolder("motcua-bench-") as folder:
        port = free_port()
        config = folder / "mosquitto.conf"
        option = "true" if no_delay else "false"
        config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay {option}\n")
        broker = MosquittoBroker(program, config, port)
        broker.start()
        try:
            return p50_p99(_rounds(port, rounds, no_delay))["p50"]
        finally:
            broker.stop()


def _rounds(port: int, rounds: int, no_delay: bool) -> list[float]:
    here: queue.SimpleQueue[object] = queue.SimpleQueue()
    there: queue.SimpleQueue[object] = queue.SimpleQueue()
    state, answer = DEVICE.topic("set"), DEVICE.topic("evt")
    hub = MqttLink("127.0.0.1", port, "hub", None, (str(answer),), no_delay=no_delay)
    device = MqttLink("127.0.0.1", port, "device", None, (str(state),), no_delay=no_delay)
    hub.start(here)
    device.start(there)
    durations = []
    try:
        _next(here, LinkUp)
        _next(there, LinkUp)
        for _ in range(rounds):
            start = time.monotonic()
            hub.publish(state, b"{}")
            _next(there, Received)
            # Two in a row: the second is what waits for the acknowledgement of the first.
            device.publish(answer, b"{}")
            device.publish(answer, b"{}")
            _next(here, Received)
            _next(here, Received)
            durations.append(time.monotonic() - start)
    finally:
        hub.stop()
        device.stop()
    return durations


def _next(inbox: "queue.SimpleQueue[object]", kind: type) -> None:
    while not isinstance(inbox.get(timeout=10), kind):
        pass
