"""The real gnome-keyring on a D-Bus session of its own."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from tests.e2e.system import program, running
from tests.e2e.waiting import until

PASSWORD = "word"
_COLLECTION = "import secretstorage; all = secretstorage.get_default_collection(secretstorage.dbus_init());"
_LOCK = f"{_COLLECTION} all.lock(); assert all.is_locked()"
_USERS = f"{_COLLECTION} print(*sorted(item.get_attributes()['username'] for item in all.get_all_items()))"
_STORE = "import keyring, sys; keyring.set_password('layers-desktop', sys.argv[1], sys.stdin.read())"
_SERVICE = "org.freedesktop.secrets"


@contextlib.contextmanager
def open_keyring(home: Path, env: Mapping[str, str], *, is_set_up: bool = True) -> Iterator[str]:
    """Give the address of a session in which an unlocked keyring answers; its files are in the home.

    Where it is not set up, it is as after an installation: nothing has ever been kept in it.
    """
    (home / ".cache").mkdir(exist_ok=True)
    with _session(env) as address, _daemon({**env, "DBUS_SESSION_BUS_ADDRESS": address}, is_set_up):
        with contextlib.closing(open_dbus_connection(address)) as bus:
            question = message_bus.NameHasOwner(_SERVICE)
            until(lambda: bus.send_and_get_reply(question).body[0], "Secret Service")
        yield address


@contextlib.contextmanager
def _session(env: Mapping[str, str]) -> Iterator[str]:
    command = [program("dbus-daemon", "dbus"), "--session", "--nofork", "--print-address"]
    with running(command, env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as bus:
        assert bus.stdout is not None
        yield bus.stdout.readline().decode().strip()


@contextlib.contextmanager
def _daemon(env: Mapping[str, str], is_set_up: bool) -> Iterator[None]:
    command = [program("gnome-keyring-daemon", "gnome-keyring"), "--foreground", *(["--unlock"] * is_set_up)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with running([*command, "--components=secrets"], env, stdin=subprocess.PIPE, **quiet) as daemon:
        assert daemon.stdin is not None
        daemon.stdin.write(PASSWORD.encode())
        daemon.stdin.close()
        yield


def lock(env: Mapping[str, str]) -> None:
    """Lock the keyring of this session."""
    _run(env, _LOCK)


def users(env: Mapping[str, str]) -> list[str]:
    """Return the names under which the keyring of this session keeps keys."""
    return _run(env, _USERS).split()


def store(env: Mapping[str, str], user: str, key: str) -> None:
    """Keep a key as this program does, under this name."""
    _run(env, _STORE, user, text=key)


def _run(env: Mapping[str, str], code: str, *arguments: str, text: str = "") -> str:
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(
        command, env=env, check=True, capture_output=True, input=text, text=True, timeout=60
    )
    return done.stdout
