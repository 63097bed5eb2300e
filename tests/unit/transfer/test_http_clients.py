import asyncio
import threading

import pytest

from layers_desktop.domain.network_config import NetworkChoice
from layers_desktop.transfer import http_clients
from layers_desktop.transfer.http_clients import HttpClients


def test_loading_the_clients_is_no_question_to_a_disk_which_may_be_silent_for_so_long_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loading: list[str] = []
    monkeypatch.setattr(http_clients, "load_clients", lambda: loading.append(threading.current_thread().name))
    asyncio.run(HttpClients("https://layers.test").set_route(NetworkChoice()))
    assert not [name for name in loading if name.startswith(("MainThread", "files of "))]
    assert loading
