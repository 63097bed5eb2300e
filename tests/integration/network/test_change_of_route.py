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
from tests.integration.transfer.harness import Harness, quick_limits, unfinished
from tests.integration.transfer.media_files import image, video
from tests.secrecy.marks import PASSWORD_MARK, marks_in

MEGABYTE = 1_000_000
DIRECT = NetworkChoice(ProxyChoice(ProxyKind.NONE))


def through(port: int, password: str = "", kind: ProxyKind = ProxyKind.HTTP) -> NetworkChoice:
    return NetworkChoice(ProxyChoice(kind, "127.0.0.1", port, "ann" if password else "", Secret(password)))


@pytest.fixture
async def harness(
    tmp_path: Path,
    home: Path,
    layers: SandboxProcess,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Harness]:
    """An engine that reaches Layers without a proxy, with not one try to spare."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    harness = Harness(tmp_path / "files", home, layers, ssl.create_default_context(cafile=str(certificate)))
    harness.control.clear_faults()
    await harness.open(quick_limits(presign_tries=1, put_tries=1))
    await harness.engine.use_network(DIRECT)
    yield harness
    await harness.close()
    harness.check()


async def test_files_wait_before_a_proxy_that_is_away_and_go_on_by_themselves_through_another(
    harness: Harness, new_proxy: NewProxy
) -> None:
    await harness.engine.use_network(through(9))
    uploads = await harness.send(
        image(harness.folder / "a.png"), video(harness.folder / "b.mp4", 3 * MEGABYTE)
    )
    await harness.until(lambda: harness.listener.saw(HoldReason.OFFLINE))
    hold = harness.engine.queue.hold
    assert hold
    assert hold.problem
    assert hold.problem.code == "PROXY_UNREACHABLE"
    proxy = new_proxy("tunnel")
    await harness.engine.use_network(through(proxy.port))
    await harness.ended(uploads)
    assert unfinished(uploads) == []
    assert harness.engine.queue.hold is None
    assert proxy.end().count("CONNECT ") >= 2  # the API and the store


async def test_a_proxys_password_can_be_mended_while_files_wait_for_it(
    harness: Harness, new_proxy: NewProxy
) -> None:
    proxy = new_proxy("tunnel", "--login", f"ann:{PASSWORD_MARK}")
    await harness.engine.use_network(through(proxy.port, "wrong"))
    uploads = await harness.send(image(harness.folder / "a.png"))
    await harness.until(lambda: harness.listener.saw(HoldReason.OFFLINE))
    hold = harness.engine.queue.hold
    assert hold
    assert hold.problem
    assert hold.problem.code == "PROXY_PASSWORD"
    await harness.engine.use_network(through(proxy.port, PASSWORD_MARK))
    await harness.ended(uploads)
    assert unfinished(uploads) == []
    assert marks_in(proxy.end()) == [PASSWORD_MARK]  # its own, and neither key nor signature


@pytest.mark.parametrize("kind", [ProxyKind.HTTP, ProxyKind.SOCKS5])
async def test_a_put_that_is_under_way_ends_on_its_own_way_and_the_next_call_takes_the_new_one(
    harness: Harness, new_proxy: NewProxy, kind: ProxyKind
) -> None:
    harness.control.fault("put", "slow", after_bytes=0, bytes_per_second=10 * MEGABYTE)
    [upload] = await harness.send(video(harness.folder / "a.mp4", 8 * MEGABYTE))
    await harness.until(lambda: upload.bytes_sent > MEGABYTE)
    proxy = new_proxy("tunnel" if kind is ProxyKind.HTTP else "socks")
    await harness.engine.use_network(through(proxy.port, kind=kind))
    assert upload.is_sending
    await harness.ended([upload])
    assert unfinished([upload]) == []
    assert harness.bytes_received == upload.size
    assert unfinished(await harness.upload(video(harness.folder / "b.mp4", 3 * MEGABYTE))) == []
    asked_for = Counter(re.findall(r"(?:CONNECT|socks) 127\.0\.0\.1:(\d+)", proxy.end()))
    api = harness.sandbox.url.rpartition(":")[2]
    assert len(asked_for) == 2
    assert api in asked_for
    del asked_for[api]
    assert list(asked_for.values()) == [1]  # the store, for the second file only


async def test_a_way_that_cannot_be_taken_disturbs_nobody(harness: Harness) -> None:
    harness.control.fault("put", "slow", after_bytes=0, bytes_per_second=10 * MEGABYTE)
    [upload] = await harness.send(video(harness.folder / "a.mp4", 4 * MEGABYTE))
    await harness.until(lambda: upload.bytes_sent > MEGABYTE)
    with pytest.raises(ConfigurationError):
        await harness.engine.use_network(NetworkChoice(ca_file="/nowhere/ca.pem"))
    await harness.ended([upload])
    assert unfinished([upload]) == []
    assert harness.bytes_received == upload.size
    assert unfinished(await harness.upload(image(harness.folder / "b.png"))) == []
