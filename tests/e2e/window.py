"""The program as a person meets it: started in a process of its own, seen, clicked and typed at."""

import contextlib
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.e2e.accessibility import Seen
from tests.e2e.screen import Screen
from tests.e2e.system import end
from tests.e2e.waiting import PATIENCE, until

CHECKOUT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "layers_desktop")
_WORDS = frozenset({"label", "cell"})


class Window:
    """One running program."""

    def __init__(
        self,
        screen: Screen,
        env: Mapping[str, str],
        complaints: Path,
        *arguments: object,
        before: tuple[str, ...],
    ) -> None:
        self._screen = screen
        self._complaints = complaints
        self.names: set[str] = set()
        with complaints.open("ab") as said:
            self._process = subprocess.Popen(
                [*before, *PROGRAM, *map(str, arguments)], env=env, cwd=CHECKOUT, stdout=said, stderr=said
            )
        self.pid = self._process.pid

    # ---------------------------------------------------------------- seeing
    def look(self) -> list[Seen]:
        """Return all that shows; fail where the program has ended."""
        assert self._process.poll() is None, (
            f"Ended with {self._process.returncode}: {self._complaints.read_text(encoding='utf-8')}"
        )
        seen = self._screen.reader.look(self.pid)
        self.names |= {each.name for each in seen}
        return seen

    def texts(self) -> list[str]:
        """Return every text that a screen reader could get hold of."""
        return self._screen.reader.texts(self.pid)

    def find(self, role: str, name: str) -> Seen | None:
        """Return the first of this role whose name begins with this expression, if it shows."""
        return next((seen for seen in self.look() if seen.role == role and re.match(name, seen.name)), None)

    def wait_for(self, role: str, name: str, patience: float = PATIENCE) -> Seen:
        """Return the same as soon as it shows; fail with what shows instead."""
        found: Seen | None = None
        try:
            found = until(lambda: self.find(role, name), f"{role} '{name}'", patience)
        except pytest.fail.Exception as failure:
            failure.add_note(f"There is: {[(seen.role, seen.name) for seen in self.look()]}")
            raise
        assert found
        return found

    def wait_until_gone(self, role: str, name: str) -> None:
        """Wait until nothing of the kind shows any more."""
        until(lambda: self.find(role, name) is None, f"end of {role} '{name}'")

    def words(self) -> list[str]:
        """Return every sentence that shows."""
        return [seen.name for seen in self.look() if seen.role in _WORDS]

    def label(self, seen: Seen) -> str:
        """Return what the label of this says."""
        return self._screen.reader.label(seen)

    def is_in_front(self) -> bool:
        """Whether one of its windows is the one that a person types into."""
        return any(seen.is_active for seen in self._screen.reader.windows(self.pid))

    def windows(self) -> list[str]:
        """Return the name of every window that is open."""
        return [seen.name for seen in self._screen.reader.windows(self.pid)]

    def look_at_dialog(self) -> list[Seen]:
        """Return all that shows of the window that was opened last."""
        return self._screen.reader.below(self._screen.reader.windows(self.pid)[-1])

    @contextlib.contextmanager
    def in_front(self, title: str) -> Iterator[None]:
        """Wait for the dialog of this title, and close it afterwards."""
        until(lambda: any(re.match(title, name) for name in self.windows()), f"dialog '{title}'")
        yield
        self.focus(f"^{title}")
        self.press("Escape")
        until(lambda: not any(re.match(title, name) for name in self.windows()), f"end of dialog '{title}'")

    # ----------------------------------------------- doing, as a screen reader does
    def activate(self, role: str, name: str, action: str = "Press") -> None:
        """Have what is named so do this, once it can."""
        seen = until(lambda: self._able(role, name), f"{role} '{name}' that can be used")
        assert seen
        self._screen.reader.press(seen, action)

    def fill(self, seen: Seen, text: str) -> None:
        """Write this into it."""
        self._screen.reader.write(seen, text)

    def grab(self, seen: Seen) -> None:
        """Give it the keyboard."""
        self._screen.reader.focus(seen)

    def value(self, seen: Seen) -> float:
        """Return how far it is."""
        return self._screen.reader.value(seen)

    def _able(self, role: str, name: str) -> Seen | None:
        found = self.find(role, name)
        return found if found and found.is_enabled else None

    # ----------------------------------------------------------------- doing
    def click(self, role: str, name: str) -> None:
        self._screen.click(self.wait_for(role, name).box.centre)

    def focus(self, title: str) -> None:
        """Give this window of the program the keyboard, as a desktop does for the one in front."""
        search = ("search", "--sync", "--onlyvisible", "--all", "--pid", self.pid, "--name", title)
        self._screen.xdotool(*search, "windowfocus", "--sync")

    def press(self, *keys: str) -> None:
        self._screen.xdotool("key", "--delay", 40, *keys)

    def write(self, text: str) -> None:
        self._screen.xdotool("type", "--delay", 15, text)

    def choose_project(self, name: str) -> None:
        """Type the project's name where the keyboard says, and take it."""
        self.focus("^Layers Desktop")
        self.press("ctrl+l")
        self.write(name)
        self.press("Return")

    # ---------------------------------------------------------------- ending
    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal and return the exit code."""
        self._process.send_signal(how)
        return self._process.wait(PATIENCE)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()

    def wait(self) -> int:
        """Wait for its own end and return the exit code."""
        return self._process.wait(PATIENCE)

    def clear_away(self) -> None:
        """Leave nothing running, whatever went before."""
        end(self._process)
