"""P9: how near the speed that arrives stays to its limit, and what the limit costs when it is off."""

import asyncio
import contextlib
import hashlib
import itertools
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from urllib.parse import urlsplit

from layers_desktop.transfer.limits.bandwidth import BandwidthLimiter
from tests.benchmarks.files import make_film
from tests.benchmarks.pairs import Spent, interleaved, processor
from tests.benchmarks.place import WIDE, Place
from tests.benchmarks.processes import NeverError, spent_by
from tests.benchmarks.sink import HOST
from tests.benchmarks.table import Row, at_most

_LIMIT = 2_000_000  # bytes a second
_FILES = 6
_STEP = 0.1
# Short and many: what else the machine does meets both alike.
_ROUNDS, _CHUNKS = 50, 20
_CHUNK = 1024 * 1024
_PIECE = 256 * 1024


def measure(place: Place) -> list[Row]:
    """Return by how much the speed leaves its limit, and the processor time of the limit that is off."""
    seconds, window = (9.0, 5.0) if not place.is_small else (1.0, 0.5)
    ours, curl = [], []
    for _ in range(place.count):
        ours.append(_window_leaves_limit(place, seconds, window))
        curl.append(_curl_leaves_limit(place, seconds, window))
    what = f"six files under a limit of 2 MB/s: most off it, in any {window:g} s"
    off, bare = interleaved([_with_limiter, _without_limiter], place.count * _ROUNDS)
    return [
        Row("P9", what, "`curl --limit-rate`, one file", at_most(10, "%"), ours, curl),
        Row("P9", "bytes hashed and cut, the limit off: processor time", "the same without it", at_most(1.02),
            processor(off, bare)),
    ]  # fmt: skip


class _Meter:
    """Passes connections on to the sink, and notes when how many bytes came; its own thread does so."""

    def __init__(self, sink: str) -> None:
        self._sink = urlsplit(sink)
        self._arrivals: list[tuple[float, int]] = []
        self._is_over = threading.Event()
        self._port = 0
        self._is_open = threading.Event()
        self._thread = threading.Thread(target=asyncio.run, args=[self._run()])

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self._port}"

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Pass on what comes meanwhile."""
        self._thread.start()
        self._is_open.wait()
        try:
            yield
        finally:
            self._is_over.set()
            self._thread.join()

    def most_off(self, limit: float, window: float) -> float:
        """Return by how many percent the speed was off the limit in the worst window."""
        first, last = self._arrivals[0][0], self._arrivals[-1][0]
        begins = [first + number * _STEP for number in range(int((last - first - window) / _STEP) + 1)]
        if not begins:
            raise NeverError(f"a window of {window} s")
        sums = [
            sum(size for moment, size in self._arrivals if begin <= moment < begin + window)
            for begin in begins
        ]
        return max(abs(size / window / limit - 1) for size in sums) * 100

    async def _run(self) -> None:
        async with await asyncio.start_server(self._serve, HOST, 0) as server:
            self._port = server.sockets[0].getsockname()[1]
            self._is_open.set()
            await asyncio.to_thread(self._is_over.wait)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, onward = await asyncio.open_connection(self._sink.hostname, self._sink.port)
        try:
            await asyncio.gather(self._pass(reader, onward, is_counted=True), self._pass(answers, writer))
        except asyncio.CancelledError:
            return  # the meter ends while a connection is kept; asyncio would log that as an error
        finally:
            onward.close()
            writer.close()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_counted: bool = False
    ) -> None:
        while data := await reader.read(_PIECE):
            if is_counted:
                self._arrivals.append((time.monotonic(), len(data)))
            writer.write(data)
            await writer.drain()
        writer.close()


def _window_leaves_limit(place: Place, seconds: float, window: float) -> float:
    size = int(_LIMIT * seconds / _FILES)
    films = [make_film(place.folder / f"film-{number}.mp4", size + number) for number in range(_FILES)]
    meter = _Meter(place.sink.http)
    with (
        meter.running(),
        place.sandbox("--sink", meter.address, *WIDE) as sandbox,
        place.window(sandbox, speed_limit=str(_LIMIT // 1_000)) as limited,
    ):
        limited.send(films)
    _clear(place)
    return meter.most_off(_LIMIT, window)


def _curl_leaves_limit(place: Place, seconds: float, window: float) -> float:
    film = make_film(place.folder / "film.mp4", int(_LIMIT * seconds))
    meter = _Meter(place.sink.http)
    with meter.running():
        command = ["curl", "--no-progress-meter", "--fail", "--limit-rate", str(_LIMIT)]
        spent_by([*command, "-T", str(film), f"{meter.address}/peer/"])
    _clear(place)
    return meter.most_off(_LIMIT, window)


def _clear(place: Place) -> None:
    place.empty_sink()
    for film in place.folder.glob("film*.mp4"):
        film.unlink()


def _with_limiter() -> Spent:
    limiter = BandwidthLimiter()

    async def send(chunk: bytes) -> None:
        for piece in limiter.pieces(chunk):
            await limiter.wait_for(len(piece))

    return _spent_on(send)


def _without_limiter() -> Spent:
    async def send(chunk: bytes) -> None:
        for start in range(0, _CHUNK, _PIECE):
            chunk[start : start + _PIECE]

    return _spent_on(send)


def _spent_on(send: Callable[[bytes], Awaitable[None]]) -> Spent:
    """Return what it takes to hash bytes, and do this with them."""

    async def run() -> None:
        for chunk in itertools.repeat(bytes(_CHUNK), _CHUNKS):
            hashlib.sha256(chunk)
            await send(chunk)

    began, before = time.perf_counter(), time.process_time()
    asyncio.run(run())
    return Spent(time.perf_counter() - began, time.process_time() - before)
