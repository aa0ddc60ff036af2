"""The Cal.com adapter on real sockets: what the network does to a request, told apart as the port wants it."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from holdfast.calendars.calcom import CalcomCalendar, CalcomConnection
from holdfast.calendars.port import CalendarMisbehaved, CalendarUnreachable
from holdfast.core.saga import NotSent, Unknown
from holdfast.testing.builders import span
from tests.calendars.calcom_salon import NOW, CountedBudget, a_salon, entry

FRIDAY = span("2026-11-27 00:00", "2026-11-28 00:00")
EMPTY = b'{"status":"success","data":[],"pagination":{"totalItems":0,"hasNextPage":false}}'
Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


def answer(body: bytes, *more: str, status: str = "200 OK") -> bytes:
    """One HTTP answer."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *more]
    return "\r\n".join([*lines, "", ""]).encode() + body


@asynccontextmanager
async def server(on_write: Behaviour, on_read: Behaviour | None = None) -> AsyncIterator[tuple[str, list[int]]]:
    """A server that answers readings well, and does to writes what the test wants; with the count of connections."""
    connections: list[int] = []
    tasks: list[asyncio.Task[None]] = []

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.append(asyncio.create_task(serve(reader, writer)))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(len(connections))
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next((int(h.split(b":")[1]) for h in head.lower().split(b"\r\n") if b"content-length" in h), 0)
                await reader.readexactly(length)
                if b" /v2/event-types/" in head:
                    writer.write(answer(b'{"statusCode":404,"message":"not found"}', status="404 Not Found"))
                elif head.startswith(b"POST"):
                    await on_write(writer)
                elif on_read is not None:
                    await on_read(writer)
                else:
                    writer.write(answer(EMPTY))
                    await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", connections
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def calendar(address: str, patience: float = 0.4) -> AsyncIterator[CalcomCalendar]:
    """The adapter with little patience."""
    connection = CalcomConnection(
        address, "cal_x", lambda: NOW, connect_patience=0.3, read_patience=patience, write_patience=patience
    )
    try:
        yield CalcomCalendar(connection, a_salon(), CountedBudget(), lambda: NOW)
    finally:
        await connection.close()


async def never(writer: asyncio.StreamWriter) -> None:
    """Say nothing."""
    await asyncio.sleep(5)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Close without a word."""
    writer.close()


async def half(writer: asyncio.StreamWriter) -> None:
    """Announce more than is sent."""
    writer.write(answer(b'{"status":"success","data":{"uid":"abc"}}' * 9)[:-60])
    await writer.drain()
    writer.close()


async def drop_by_drop(writer: asyncio.StreamWriter) -> None:
    """Send a byte now and then, for ever."""
    writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


async def nonsense(writer: asyncio.StreamWriter) -> None:
    """Answer in no known protocol."""
    writer.write(b"SSH-2.0-whatever\r\n\r\n")
    await writer.drain()
    writer.close()


async def not_gzip(writer: asyncio.StreamWriter) -> None:
    """Say that it is packed, which it is not."""
    writer.write(answer(b'{"status":"success"}', "Content-Encoding: gzip"))
    await writer.drain()


@pytest.mark.parametrize("behaviour", [never, hang_up, half, drop_by_drop, nonsense, not_gzip])
async def test_what_went_out_and_got_no_usable_answer_is_unknown(behaviour: Behaviour) -> None:
    async with server(behaviour) as (address, _), calendar(address) as ours:
        await ours.list_changes(NOW)
        assert await ours.create([entry()]) == [Unknown()]


@pytest.mark.parametrize("behaviour", [never, hang_up, half, drop_by_drop, nonsense, not_gzip])
async def test_a_reading_without_a_usable_answer_is_a_fault(behaviour: Behaviour) -> None:
    async with server(never, behaviour) as (address, _), calendar(address) as ours:
        with pytest.raises((CalendarUnreachable, CalendarMisbehaved)):
            await ours.list_changes(NOW)


async def test_a_server_that_is_not_there_gets_nothing() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    async with calendar(f"http://127.0.0.1:{port}") as ours:
        assert await ours.create([entry()]) == [NotSent()]
        with pytest.raises(CalendarUnreachable):
            await ours.list_entries(["staff:mia"], FRIDAY)


async def test_a_name_that_leads_nowhere_gets_nothing() -> None:
    async with calendar("http://nowhere.invalid") as ours:
        assert await ours.create([entry()]) == [NotSent()]


async def test_an_address_that_is_none_gets_nothing() -> None:
    async with calendar("gopher://127.0.0.1") as ours:
        assert await ours.create([entry()]) == [NotSent()]


async def test_an_answer_that_swells_without_end_is_not_read_to_its_end() -> None:
    bomb = gzip.compress(b" " * 64 * 1024 * 1024)

    async def swell(writer: asyncio.StreamWriter) -> None:
        writer.write(answer(bomb, "Content-Encoding: gzip"))
        await writer.drain()

    async with server(never, swell) as (address, _), calendar(address, 5.0) as ours:
        with pytest.raises(CalendarUnreachable, match="too long"):
            await ours.list_changes(NOW)


async def test_readings_one_after_another_use_one_connection() -> None:
    async with server(never) as (address, connections), calendar(address) as ours:
        await ours.list_changes(NOW)
        opened = len(connections)
        for _ in range(5):
            await ours.list_changes(NOW)
        assert len(connections) == opened
