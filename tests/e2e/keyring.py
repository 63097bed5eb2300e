"""The real gnome-keyring on a D-Bus session of its own."""

import contextlib
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from tests.e2e.system import program, running
from tests.e2e.waiting import until

PASSWORD = "word"
_SERVICE = "org.freedesktop.secrets"


@contextlib.contextmanager
def open_keyring(home: Path, env: Mapping[str, str]) -> Iterator[str]:
    """Give the address of a session in which an unlocked keyring answers; its files are in the home."""
    (home / ".cache").mkdir(exist_ok=True)
    with _session(env) as address, _daemon({**env, "DBUS_SESSION_BUS_ADDRESS": address}):
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
def _daemon(env: Mapping[str, str]) -> Iterator[None]:
    command = [program("gnome-keyring-daemon", "gnome-keyring"), "--foreground", "--unlock"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with running([*command, "--components=secrets"], env, stdin=subprocess.PIPE, **quiet) as daemon:
        assert daemon.stdin is not None
        daemon.stdin.write(PASSWORD.encode())
        daemon.stdin.close()
        yield
