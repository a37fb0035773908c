"""Modbus RTU by pymodbus' own server on a serial device: a judge of our frames. Says its registers when it is asked.

python modbus_server.py DEVICE ADDRESS      a line on its input: FIRST COUNT; on its output: the registers, in hex
"""

import asyncio
import sys

from pymodbus import FramerType
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice


async def serve(device: str, address: int) -> None:
    registers = SimData(0, values=[0] * 256, datatype=DataType.REGISTERS)
    store = SimDevice(address, simdata=[registers], use_bit_addressing=True)
    server = ModbusSerialServer(store, framer=FramerType.RTU, port=device, baudrate=9600)
    await server.serve_forever(background=True)
    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        first, count = map(int, line.split())
        found = await server.context.async_getValues(address, 3, first, count)
        print("".join(f"{value:04x}" for value in found), flush=True)
    await server.shutdown()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
