"""A way to Layers that is changed while files are on it: what is under way ends on the one before."""

import re
import ssl
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from layers_desktop.domain.errors import ConfigurationError
from layers_desktop.domain.network_config import NetworkChoice, ProxyChoice, ProxyKind
from layers_desktop.domain.redaction import Secret
from layers_desktop.sandbox.process import SandboxProcess
from layers_desktop.transfer.limits.holds import HoldReason
from tests.integration.network.conftest import NewProxy
from tests.integration.transfer.bench import Bench, quick_pace, unfinished
from tests.integration.transfer.footage import image, video
from tests.secrecy.marks import PASSWORD_MARK, marks_in

MEGABYTE = 1_000_000
DIRECT = NetworkChoice(ProxyChoice(ProxyKind.NONE))


def through(port: int, password: str = "", kind: ProxyKind = ProxyKind.HTTP) -> NetworkChoice:
    return NetworkChoice(ProxyChoice(kind, "127.0.0.1", port, "ann" if password else "", Secret(password)))


@pytest.fixture
async def bench(
    tmp_path: Path,
    home: Path,
    layers: SandboxProcess,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Bench]:
    """An engine that reaches Layers without a proxy, with not one try to spare."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    bench = Bench(tmp_path / "files", home, layers, ssl.create_default_context(cafile=str(certificate)))
    bench.control.clear_faults()
    await bench.open(quick_pace(presign_tries=1, put_tries=1))
    await bench.engine.use_network(DIRECT)
    yield bench
    await bench.close()
    bench.check()


async def test_files_wait_before_a_proxy_that_is_away_and_go_on_by_themselves_through_another(
    bench: Bench, new_proxy: NewProxy
) -> None:
    await bench.engine.use_network(through(9))
    uploads = await bench.send(image(bench.folder / "a.png"), video(bench.folder / "b.mp4", 3 * MEGABYTE))
    await bench.until(lambda: bench.listener.saw(HoldReason.OFFLINE))
    gate = bench.engine.queue.hold
    assert gate
    assert gate.problem
    assert gate.problem.code == "PROXY_UNREACHABLE"
    proxy = new_proxy("tunnel")
    await bench.engine.use_network(through(proxy.port))
    await bench.ended(uploads)
    assert unfinished(uploads) == []
    assert bench.engine.queue.hold is None
    assert proxy.end().count("CONNECT ") >= 2  # the API and the store


async def test_a_proxys_password_can_be_mended_while_files_wait_for_it(
    bench: Bench, new_proxy: NewProxy
) -> None:
    proxy = new_proxy("tunnel", "--login", f"ann:{PASSWORD_MARK}")
    await bench.engine.use_network(through(proxy.port, "wrong"))
    uploads = await bench.send(image(bench.folder / "a.png"))
    await bench.until(lambda: bench.listener.saw(HoldReason.OFFLINE))
    gate = bench.engine.queue.hold
    assert gate
    assert gate.problem
    assert gate.problem.code == "PROXY_PASSWORD"
    await bench.engine.use_network(through(proxy.port, PASSWORD_MARK))
    await bench.ended(uploads)
    assert unfinished(uploads) == []
    assert marks_in(proxy.end()) == [PASSWORD_MARK]  # its own, and neither key nor signature


@pytest.mark.parametrize("kind", [ProxyKind.HTTP, ProxyKind.SOCKS5])
async def test_a_put_that_is_under_way_ends_on_its_own_way_and_the_next_call_takes_the_new_one(
    bench: Bench, new_proxy: NewProxy, kind: ProxyKind
) -> None:
    bench.control.fault("put", "slow", after_bytes=0, bytes_per_second=10 * MEGABYTE)
    [upload] = await bench.send(video(bench.folder / "a.mp4", 8 * MEGABYTE))
    await bench.until(lambda: upload.bytes_sent > MEGABYTE)
    proxy = new_proxy("tunnel" if kind is ProxyKind.HTTP else "socks")
    await bench.engine.use_network(through(proxy.port, kind=kind))
    assert upload.is_sending
    await bench.ended([upload])
    assert unfinished([upload]) == []
    assert bench.bytes_received == upload.size
    assert unfinished(await bench.upload(video(bench.folder / "b.mp4", 3 * MEGABYTE))) == []
    asked_for = Counter(re.findall(r"(?:CONNECT|socks) 127\.0\.0\.1:(\d+)", proxy.end()))
    api = bench.sandbox.url.rpartition(":")[2]
    assert len(asked_for) == 2
    assert api in asked_for
    del asked_for[api]
    assert list(asked_for.values()) == [1]  # the store, for the second file only


async def test_a_way_that_cannot_be_taken_disturbs_nobody(bench: Bench) -> None:
    bench.control.fault("put", "slow", after_bytes=0, bytes_per_second=10 * MEGABYTE)
    [upload] = await bench.send(video(bench.folder / "a.mp4", 4 * MEGABYTE))
    await bench.until(lambda: upload.bytes_sent > MEGABYTE)
    with pytest.raises(ConfigurationError):
        await bench.engine.use_network(NetworkChoice(ca_file="/nowhere/ca.pem"))
    await bench.ended([upload])
    assert unfinished([upload]) == []
    assert bench.bytes_received == upload.size
    assert unfinished(await bench.upload(image(bench.folder / "b.png"))) == []
