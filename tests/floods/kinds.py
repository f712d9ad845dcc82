"""What strangers do to a server of the chat page, from addresses of their own on loopback."""

import asyncio
import contextlib
import json
import os
import sys

HOST = "127.0.0.1"
SECONDS = 5.0
ADDRESSES = [f"127.0.1.{number}" for number in range(1, 21)]
ONE_ADDRESS = "127.0.2.1"


async def opened(port, address):
    return await asyncio.open_connection(HOST, port, local_addr=(address, 0))


def request(method, path, body=b"", **headers):
    told = {"Host": HOST, "Content-Type": "application/json", "Content-Length": str(len(body)), **headers}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def again_and_again(attempt, over):
    """Do something until it is over, whatever the server does about it."""
    while not over.is_set():
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            await attempt()
        await asyncio.sleep(0.02)


async def slow_senders(port, over, _stream):
    """Have 600 connections send the head of a request, a byte at a time."""

    async def drip(address):
        _, writer = await opened(port, address)
        writer.write(b"GET / HTTP/1.1\r\nX-Slow: ")
        while not over.is_set():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.5)
        writer.close()

    await asyncio.gather(*(again_and_again(lambda a=a: drip(a), over) for a in ADDRESSES for _ in range(30)))


async def open_streams(port, over, stream):
    """Have 1,000 connections listen to turns that do not end, and read nothing of them."""

    async def listen(address, number):
        path, cookie = stream["turns"][number % len(stream["turns"])]
        reader, writer = await opened(port, address)
        writer.write(request("GET", path, Cookie=cookie))
        head = await reader.readuntil(b"\r\n\r\n")
        stream["open"] = stream.get("open", 0) + (b" 200 " in head)
        await over.wait()
        writer.close()

    await asyncio.gather(*(again_and_again(lambda a=a, n=n: listen(a, n), over) for n, a in enumerate(ADDRESSES * 50)))


async def header_floods(port, over, _stream):
    """Have 200 connections send headers without an end."""

    async def flood(address):
        _, writer = await opened(port, address)
        writer.write(b"GET / HTTP/1.1\r\n")
        while not over.is_set():
            writer.write(b"X-More: " + b"x" * 1000 + b"\r\n")
            await writer.drain()

    await asyncio.gather(*(again_and_again(lambda a=a: flood(a), over) for a in ADDRESSES for _ in range(10)))


async def lying_bodies(port, over, _stream):
    """Have 200 connections send bodies of another length than they say: endless, short, none."""
    lies = (
        request("POST", "/api/messages", **{"Content-Length": "1000000000"}) + b"x" * 1000,
        request("POST", "/api/messages", b'{"id":"12345678"', **{"Content-Length": "5"}),
        b"POST /api/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" + b"x" * 1024 + b"\r\n",
        request("POST", "/api/messages", **{"Transfer-Encoding": "chunked"}) + b"fffffffff\r\nx",
    )

    async def lie(address, number):
        reader, writer = await opened(port, address)
        writer.write(lies[number % len(lies)])
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                while await reader.read(65_536):
                    writer.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
                    await writer.drain()
        writer.close()

    await asyncio.gather(*(again_and_again(lambda a=a, n=n: lie(a, n), over) for a in ADDRESSES for n in range(10)))


async def many_conversations(port, over, _stream):
    """Begin 100 conversations a second from one address."""
    body = json.dumps({"id": "message-0001", "text": "Business Pro, yearly, for 5 of us"}).encode()

    async def begin():
        reader, writer = await opened(port, ONE_ADDRESS)
        writer.write(request("GET", "/api/conversation"))
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        cookie = next(
            (line[12:].partition(";")[0] for line in head.split("\r\n") if line.lower().startswith("set-cookie")), ""
        )
        writer.close()
        reader, writer = await opened(port, ONE_ADDRESS)
        writer.write(request("POST", "/api/messages", body, Cookie=cookie))
        await reader.read(1000)
        writer.close()

    async def quietly():
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await begin()

    under_way = set()
    while not over.is_set():
        task = asyncio.create_task(quietly())
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        await asyncio.sleep(0.01)
    for task in under_way:
        task.cancel()


FLOODS = (slow_senders, open_streams, header_floods, lying_bodies, many_conversations)


async def flood(name, port, seconds, stream):
    """Play a flood for so many seconds, and return how many streams were open."""
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    playing = asyncio.create_task(next(one for one in FLOODS if one.__name__ == name)(port, over, stream))
    await over.wait()
    playing.cancel()
    await asyncio.gather(playing, return_exceptions=True)
    return stream.get("open", 0)


if __name__ == "__main__":
    _, name, port, seconds, stream = sys.argv
    print(asyncio.run(flood(name, int(port), float(seconds), json.loads(stream))), flush=True)
    os._exit(0)  # whatever is still open ends with the process
