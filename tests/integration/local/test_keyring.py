"""The real gnome-keyring on a private D-Bus, with a home of its own."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
CLIENT = Path(__file__).with_name("keyring_client.py")
KEY = "lp_canary0123456789abcdef"
FORGET_ALL = [sys.executable, "-m", "layers_desktop", "--forget-everything", "--yes"]
LOCK = (
    "import secretstorage; bus = secretstorage.dbus_init();"
    " collection = secretstorage.get_default_collection(bus); collection.lock();"
    " print(collection.is_locked())"
)


def program(name: str, package: str) -> str:
    """The program's path; without it the promise about the key is not tested at all, so that is a failure."""
    path = shutil.which(name)
    if path is None:
        pytest.fail(f"{name} is missing: apt-get install {package}")
    return path


@dataclass
class PrivateBus:
    """A home, and what runs in it."""

    home: Path
    env: dict[str, str]
    daemon: "subprocess.Popen[bytes] | None" = None
    running: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def start_bus(self) -> None:
        command = [program("dbus-daemon", "dbus"), "--session", "--nofork", "--print-address"]
        private_bus = subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE)
        self.running.append(private_bus)
        assert private_bus.stdout is not None
        self.env["DBUS_SESSION_BUS_ADDRESS"] = private_bus.stdout.readline().decode().strip()

    def start_keyring(self, *options: str) -> None:
        command = [program("gnome-keyring-daemon", "gnome-keyring"), "--foreground"]
        daemon = subprocess.Popen(
            [*command, "--components=secrets", *options],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.running.append(daemon)
        assert daemon.stdin is not None
        daemon.stdin.write(b"word")
        daemon.stdin.close()
        wait_for_name = ["gdbus", "wait", "--session", "--timeout", "30", "org.freedesktop.secrets"]
        subprocess.run(wait_for_name, env=self.env, check=True, timeout=60)
        self.daemon = daemon

    def start(self, *steps: str, key: str = KEY) -> "subprocess.Popen[str]":
        client = subprocess.Popen(
            [sys.executable, str(CLIENT), *steps],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert client.stdin is not None
        client.stdin.write(f"{key}\n")
        client.stdin.flush()
        return client

    def run(self, *steps: str, key: str = KEY) -> list[str]:
        """What a fresh program says to each step."""
        said, _ = self.start(*steps, key=key).communicate(timeout=60)
        return said.split("\n")[:-1]

    def lock(self) -> None:
        done = subprocess.run([sys.executable, "-c", LOCK], env=self.env, check=True, capture_output=True)
        assert done.stdout.strip() == b"True"

    def close(self) -> None:
        for process in reversed(self.running):
            process.send_signal(signal.SIGCONT)
            process.terminate()  # not killed: the bus removes its socket
            process.wait(timeout=60)
            if process.stdout is not None:
                process.stdout.close()


@pytest.fixture
def no_bus(home: Path, runtime_folder: Path) -> Iterator[PrivateBus]:
    (home / ".cache").mkdir()
    env = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(CHECKOUT),
        "XDG_RUNTIME_DIR": str(runtime_folder),
        "XDG_DATA_HOME": str(home / "data"),
    }
    private_bus = PrivateBus(home, env)
    yield private_bus
    private_bus.close()


@pytest.fixture
def private_bus(no_bus: PrivateBus) -> PrivateBus:
    no_bus.start_bus()
    no_bus.start_keyring("--unlock")
    return no_bus


@pytest.fixture
def new_keyring(no_bus: PrivateBus) -> PrivateBus:
    """A keyring as after an installation: it answers, and nothing has ever been kept in it."""
    no_bus.start_bus()
    no_bus.start_keyring()
    return no_bus


def test_a_key_is_stored_and_found_after_a_restart_of_the_program(private_bus: PrivateBus) -> None:
    assert private_bus.run("find", "remember") == ["none", "remembered"]
    assert private_bus.run("find") == ["keyring True"]


def test_a_stored_key_lies_in_no_file_in_clear(private_bus: PrivateBus) -> None:
    private_bus.run("remember")
    files = [path for path in private_bus.home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".keyring" for path in files)
    for path in files:
        content = path.read_bytes()
        assert KEY.encode() not in content, path
        assert KEY.encode("utf-16-le") not in content, path


def test_a_forgotten_key_is_gone(private_bus: PrivateBus) -> None:
    assert private_bus.run("remember", "forget") == ["remembered", "forgotten"]
    assert private_bus.run("find", "forget") == ["none", "forgotten"]


@pytest.mark.parametrize(("length", "says"), [(1280, "remembered"), (1281, "KEYRING_REFUSED")])
def test_a_key_longer_than_every_system_takes_is_refused_by_this_one_too(
    private_bus: PrivateBus, length: int, says: str
) -> None:
    key = "lp_".ljust(length, "k")
    assert private_bus.run("remember", key=key) == [says]
    assert private_bus.run("find", key=key) == ["keyring True" if says == "remembered" else "none"]


def test_the_keyring_in_use_has_the_name_that_people_know(private_bus: PrivateBus) -> None:
    assert private_bus.run("name") == ["your desktop's keyring"]


def test_without_a_bus_there_is_no_keyring(no_bus: PrivateBus) -> None:
    missing = "KEYRING_MISSING"
    assert no_bus.run("find", "remember", "forget", "name") == [missing] * 4


def test_nothing_is_looked_for_in_a_keyring_that_would_have_to_be_made_first(new_keyring: PrivateBus) -> None:
    assert new_keyring.run("find", "forget", "find-proxy-password", "name") == [
        "none",
        "forgotten",
        "none",
        "your desktop's keyring",
    ]
    done = subprocess.run(FORGET_ALL, env=new_keyring.env, check=True, capture_output=True, timeout=60)
    assert b"No API key was kept in the keyring.\n" in done.stdout
    assert not list(new_keyring.home.rglob("*.keyring"))


def test_a_keyring_that_nobody_would_set_up_is_not_told_as_locked(new_keyring: PrivateBus) -> None:
    assert new_keyring.run("remember", "find") == ["KEYRING_NOT_SET_UP", "none"]


def test_a_locked_keyring_without_a_screen_says_so(private_bus: PrivateBus) -> None:
    private_bus.run("remember")
    private_bus.lock()
    assert private_bus.run("find", "remember") == ["KEYRING_LOCKED", "KEYRING_LOCKED"]


def test_a_locked_keyring_is_not_unlocked_to_see_that_it_has_no_key(private_bus: PrivateBus) -> None:
    private_bus.lock()
    assert private_bus.run("find-without-unlocking", "find") == ["none", "KEYRING_LOCKED"]


def test_a_locked_keyring_that_has_the_key_is_to_be_unlocked(private_bus: PrivateBus) -> None:
    private_bus.run("remember")
    private_bus.lock()
    assert private_bus.run("find-without-unlocking") == ["KEYRING_LOCKED"]


def test_everything_is_forgotten_also_a_key_for_a_host_that_nobody_knows_any_more(
    private_bus: PrivateBus,
) -> None:
    private_bus.run("remember")
    store = "import keyring; keyring.set_password('layers-desktop', 'old.example.com', 'lp_canary')"
    subprocess.run([sys.executable, "-c", store], env=private_bus.env, check=True, timeout=60)
    said = subprocess.run(
        FORGET_ALL, env=private_bus.env, check=True, capture_output=True, text=True, timeout=60
    ).stdout
    assert "Removed: the API key for api.layers.com\n" in said
    assert "Removed: the API key for old.example.com\n" in said
    assert private_bus.run("find") == ["none"]
    again = subprocess.run(
        FORGET_ALL, env=private_bus.env, check=True, capture_output=True, text=True, timeout=60
    )
    assert "No API key was kept in the keyring.\n" in again.stdout


def test_the_password_of_a_proxy_is_kept_there_too_and_lies_in_no_file_in_clear(
    private_bus: PrivateBus,
) -> None:
    assert private_bus.run("find-proxy-password", "keep-proxy-password") == ["none", "kept"]
    assert private_bus.run("find-proxy-password", "find") == ["True", "none"]
    for path in (path for path in private_bus.home.rglob("*") if path.is_file()):
        assert KEY.encode() not in path.read_bytes(), path
    assert private_bus.run("forget-proxy-password", "find-proxy-password") == ["forgotten", "none"]


def test_the_password_of_a_proxy_goes_with_everything_else(private_bus: PrivateBus) -> None:
    private_bus.run("keep-proxy-password")
    said = subprocess.run(
        FORGET_ALL, env=private_bus.env, check=True, capture_output=True, text=True, timeout=60
    ).stdout
    assert "proxy ann@proxy.example.com:3128" in said
    assert private_bus.run("find-proxy-password") == ["none"]


def test_a_locked_keyring_gives_and_takes_no_password_of_a_proxy(private_bus: PrivateBus) -> None:
    private_bus.run("keep-proxy-password")
    private_bus.lock()
    assert private_bus.run("find-proxy-password", "keep-proxy-password") == [
        "KEYRING_LOCKED",
        "KEYRING_LOCKED",
    ]


def test_a_keyring_that_hangs_holds_nobody_up_and_answers_once_it_goes_on(private_bus: PrivateBus) -> None:
    private_bus.run("remember")
    assert private_bus.daemon is not None
    private_bus.daemon.send_signal(signal.SIGSTOP)
    client = private_bus.start("find-briefly", "find-briefly", "wait", "find")
    assert client.stdout is not None
    silent = "KEYRING_SILENT turning=True threads=1\n"
    assert [client.stdout.readline(), client.stdout.readline()] == [silent, silent]
    private_bus.daemon.send_signal(signal.SIGCONT)
    said, _ = client.communicate("on\n", timeout=60)
    assert said == "went on\nkeyring True\n"


def test_a_program_ends_while_its_keyring_still_hangs(private_bus: PrivateBus) -> None:
    assert private_bus.daemon is not None
    private_bus.daemon.send_signal(signal.SIGSTOP)
    client = private_bus.start("find-briefly")
    said, _ = client.communicate(timeout=60)
    assert said.startswith("KEYRING_SILENT")
    assert client.returncode == 0


@pytest.mark.parametrize(
    "backend",
    ["keyring.backends.null.Keyring", "plaintext_backend.PlaintextKeyring"],
)
def test_a_backend_that_does_not_encrypt_is_refused_even_when_the_environment_names_it(
    no_bus: PrivateBus,
    backend: str,
) -> None:
    (no_bus.home / "plaintext_backend.py").write_text(PLAINTEXT_BACKEND, encoding="utf-8")
    no_bus.env |= {"PYTHON_KEYRING_BACKEND": backend, "PYTHONPATH": f"{CHECKOUT}:{no_bus.home}"}
    assert no_bus.run("remember", "find") == ["KEYRING_REFUSED", "KEYRING_REFUSED"]
    assert not (no_bus.home / "plain").exists()


PLAINTEXT_BACKEND = """
from pathlib import Path
from keyring.backend import KeyringBackend

class PlaintextKeyring(KeyringBackend):
    priority = 9
    def get_password(self, service, username):
        return (Path.home() / "plain").read_text()
    def set_password(self, service, username, password):
        (Path.home() / "plain").write_text(password)
"""
