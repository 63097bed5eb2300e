"""Small projects that use private names, their own and those of others."""

from pathlib import Path
from textwrap import dedent

import private_parts
import pytest

OURS = """
    _cache = {}

    class Client:
        def __init__(self):
            self._pool = []
            self._transport = None

        def _send(self):
            pass
"""


@pytest.fixture
def refused(tmp_path: Path) -> "Refused":
    return Refused(tmp_path)


class Refused:
    """Tells what is refused in a module of a project that has one client of its own."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.add("layers_desktop/client.py", OURS)

    def add(self, path: str, source: str) -> None:
        file = self._root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(source), encoding="utf-8")

    def __call__(self, source: str, path: str = "tests/test_it.py") -> list[str]:
        self.add(path, source)
        found = private_parts.Project.at(self._root).findings()
        return [finding.text for finding in found if finding.path == self._root / path]


# Each of these once stood in this project.
ONCE = [
    "transport = client._transport\nfor each in client._mounts.values(): pass",
    "transport._pool._network_backend = backend",
    "opened._stream._transport",
    "cause._request = None",
    "context._ctx.cert_store_stats()",
    "import keyring\nbefore = keyring.core._keyring_backend",
    "import keyring\nkeyring.core._keyring_backend = None",
    "actions = [action for parser in parsers for action in parser._actions]",
    "import qasync\nclass Loop(qasync.QEventLoop):\n    def call_soon(self): self._add_callback(1)",
]


@pytest.mark.parametrize("source", ONCE)
def test_what_once_stood_here_is_refused(refused: Refused, source: str) -> None:
    assert refused(source)


@pytest.mark.parametrize(
    "source",
    [
        "import _thread",
        "import httpx._client",
        "import httpx._client as client",
        "from httpx import _client",
        "from httpx._client import AsyncClient",
        "from _pytest.monkeypatch import MonkeyPatch",
        "def load():\n    from httpx._utils import get_environment_proxies",
        "getattr(response, '_request')",
        "setattr(response, '_request', None)",
        "hasattr(response, '_request')",
        "monkeypatch.setattr(response, '_request', None)",
        "monkeypatch.setattr('httpx._client.AsyncClient', None)",
        "mock.patch('httpcore._async.connection_pool.AsyncConnectionPool')",
        "mock.patch.object(response, '_request')",
        "del response._request",
        "response._request += 1",
        "loop._QEventLoop__timer",
        "lambda response: response._request",
        "async def f(response):\n    await response._request()",
    ],
)
def test_every_way_to_a_private_name_of_others_is_refused(refused: Refused, source: str) -> None:
    [text] = refused(source)
    assert "is private to" in text


@pytest.mark.parametrize(
    "source",
    [
        "from layers_desktop.client import Client\nClient()._pool",
        "from layers_desktop.client import Client\ndef f(client: Client): client._pool, client._send()",
        "from layers_desktop import client\nclient._cache",
        "import layers_desktop.client\nlayers_desktop.client._cache",
        "from layers_desktop import client\nmonkeypatch.setattr(client, '_cache', {})",
        "monkeypatch.setattr('layers_desktop.client._cache', {})",
        "from layers_desktop.client import _cache",
        "class Own:\n    def __init__(self): self._mine = 1\n    def __eq__(self, other): return other._mine",
        "class Own:\n    _mine = 1\nOwn()._mine",
        "class Own:\n    _mine: int\nOwn()._mine",
        "class Own:\n    @property\n    def _mine(self): return 1\nOwn()._mine",
        "class Own:\n    @classmethod\n    def make(cls):\n        cls._made = 1",
        "Row = object\nrow._replace(a=1)._asdict(), Row._fields, kind._value_",
        "import os, sys\nos._exit(0), sys._getframe(), getattr(sys, '_MEIPASS', None)",
        "for _ in range(3): pass",
        "_, rest = pair",
        "self.__dict__, x.__class__.__name__, x.__",
        "text = 'response._request'  # response._request",
        "getattr(x, name), getattr(x, 'public'), setattr(x, '__wrapped__', f)",
    ],
)
def test_names_of_our_own_and_documented_ones_may_be_used(refused: Refused, source: str) -> None:
    assert refused(source) == []


def test_a_name_of_ours_that_the_module_cannot_know_is_somebody_elses(refused: Refused) -> None:
    assert refused("response._pool") == ["`_pool` is private to somebody else: nothing here defines it"]


def test_what_an_import_of_ours_imports_is_known(refused: Refused) -> None:
    refused.add("layers_desktop/window.py", "from layers_desktop.client import Client")
    assert refused("from layers_desktop.window import Window\nwindow.client._pool") == []


def test_what_a_fixture_hands_over_is_known(refused: Refused) -> None:
    refused.add("tests/conftest.py", "from layers_desktop.client import Client")
    assert refused("def test_it(client): client._pool", "tests/unit/api/test_it.py") == []


def test_a_script_imports_what_lies_beside_it_and_release_what_is_packed(refused: Refused) -> None:
    refused.add("tests/programs/beside.py", "_mine = 1")
    refused.add("packaging/release/linux.py", "_folder = 1")
    source = "import beside\nfrom release import linux\nbeside._mine, linux._folder"
    assert refused(source, "tests/programs/script.py") == []


KNOWN_TO_BE_OF_OTHERS = [
    "import httpx\nclient = httpx.AsyncClient()\nclient._transport",
    "import httpx as x\nclient = x.AsyncClient()\nclient._transport",
    "from httpx import AsyncClient\nclient = AsyncClient()\nclient._transport",
    "import httpx\nwith httpx.Client() as client: client._transport",
    "import httpx\nasync def f():\n    async with httpx.AsyncClient() as client: client._transport",
    "import httpx\ndef f(client: httpx.AsyncClient): client._transport",
    "import httpx\nclient: httpx.AsyncClient = make()\nclient._transport",
    "import httpx\nclass A:\n  def f(self):\n    self.client = httpx.Client()\n    self.client._transport",
    "import httpx\nclient = httpx.AsyncClient()\nclient.inner.other._transport",
    "import httpx\nhttpx.AsyncClient._transport",
    "import httpx\nclient = httpx.AsyncClient()\ngetattr(client, '_transport')",
]


@pytest.mark.parametrize("source", KNOWN_TO_BE_OF_OTHERS)
def test_what_is_known_to_be_of_others_is_refused_by_any_name(refused: Refused, source: str) -> None:
    [text] = refused(f"import layers_desktop.client\n{source}")
    assert text.startswith("`_transport` is private to httpx")


@pytest.mark.parametrize(
    "source",
    [
        "import httpx\ndef f():\n    client = httpx.Client()\ndef g(client): client._pool",
        "import httpx\nclient = httpx.Client()\nclient = Client()\nclient._pool",
        "from typing import Any\ndef f(client: Any): client._pool",
        "import copy\nclient = copy.copy(Client())\nclient._pool",
        "import httpx\nclient = httpx.Client()\nclient.get()[0]._pool",
    ],
)
def test_what_may_be_ours_is_not_taken_for_an_object_of_others(refused: Refused, source: str) -> None:
    assert refused(f"from layers_desktop.client import Client\n{source}") == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("context._ctx  # private: nothing else tells which certificates were found", []),
        ("context(\n    1,\n)._ctx  # private: nothing else tells", []),
        ("context._ctx  # private:", ["this exemption gives no reason"]),
        ("context.ctx  # private: nothing else tells", ["this exemption exempts nothing"]),
        ("text = '# private: no comment'\n", []),
        ("# private: nothing else tells\ncontext._ctx", 2),
    ],
)
def test_an_exemption_is_on_the_line_and_gives_its_reason(
    refused: Refused, line: str, found: list[str] | int
) -> None:
    texts = refused(line)
    assert texts == found or len(texts) == found


def test_each_place_is_told_and_the_exit_code_says_whether_there_is_one(
    refused: Refused, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert private_parts.main(tmp_path) == 0
    refused("\n\nresponse._request")
    assert private_parts.main(tmp_path) == 1
    assert "tests/test_it.py:3: `_request` is private to" in capsys.readouterr().out
