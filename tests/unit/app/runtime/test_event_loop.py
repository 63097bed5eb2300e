import asyncio
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import qasync
from PySide6.QtWidgets import QApplication

from layers_desktop.api.http_client import Route, create_ssl_context
from layers_desktop.api.requests import SignedPut
from layers_desktop.api.ssrf_guard import SsrfGuard
from layers_desktop.api.storage import StorageClient
from layers_desktop.app.runtime import event_loop
from layers_desktop.domain.server_errors import StorageError
from layers_desktop.transfer.intake.file_threads import FileThreads
from layers_desktop.transfer.intake.source_file import FileStream, fingerprint_of

REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"


def test_what_the_work_returns_comes_back(qapp: QApplication) -> None:
    async def work() -> int:
        assert isinstance(asyncio.get_running_loop(), qasync.QEventLoop)
        return 7

    assert event_loop.run(qapp, work()) == 7


def test_blocking_work_has_threads_enough_and_one_that_wants_to_exit_hangs_nothing(
    qapp: QApplication,
) -> None:
    async def work() -> int:
        together = threading.Barrier(16, timeout=60)
        await asyncio.gather(*(asyncio.to_thread(together.wait) for _ in range(16)))
        with pytest.raises(SystemExit):
            await asyncio.get_running_loop().run_in_executor(None, sys.exit, 3)
        return await asyncio.to_thread(lambda: 5)

    assert event_loop.run(qapp, work()) == 5


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_asks_for_an_orderly_end(qapp: QApplication, number: signal.Signals) -> None:
    async def work() -> int:
        stop = asyncio.Event()
        event_loop.on_interrupt(asyncio.get_running_loop(), stop.set)
        os.kill(os.getpid(), number)
        async with asyncio.timeout(60):
            await stop.wait()
        return 0

    assert event_loop.run(qapp, work()) == 0


@pytest.mark.parametrize("ending", ["cancelled", "refused"])
def test_a_put_that_ends_in_the_middle_closes_its_file_under_qt_too(
    qapp: QApplication, tmp_path: Path, ending: str
) -> None:
    """Qt's loop, other than the stock one, finishes no generator that somebody left in the middle."""
    path = tmp_path / "a.bin"
    path.write_bytes(bytes(30_000_000))
    closed: list[bool] = []

    async def work() -> int:
        begun, over = asyncio.Event(), asyncio.Event()

        async def store(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            begun.set()
            if ending == "refused":
                writer.write(REFUSAL)
                await writer.drain()
            await over.wait()
            writer.close()

        async def body() -> AsyncIterator[bytes]:
            chunks = FileStream(path, fingerprint_of(path), FileThreads()).chunks()
            try:
                async for chunk in chunks:
                    yield chunk
            finally:
                await chunks.aclose()
                closed.append(True)

        server = await asyncio.start_server(store, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        client = StorageClient(Route(create_ssl_context()), SsrfGuard("http://127.0.0.1"))
        signed = SignedPut("u", f"http://127.0.0.1:{port}/k", {}, 900)
        task = asyncio.create_task(client.put(signed, body(), 30_000_000))
        await begun.wait()
        if ending == "cancelled":
            task.cancel()
        with pytest.raises(asyncio.CancelledError if ending == "cancelled" else StorageError):
            await task
        over.set()
        await client.aclose()
        server.close()
        return 0

    assert event_loop.run(qapp, work()) == 0
    assert closed == [True]
