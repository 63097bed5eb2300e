import threading

import pytest

from layers_desktop.app.runtime.file_writer import FileWriter
from layers_desktop.domain.errors import ConfigurationError


@pytest.fixture
def writer(qapp):
    return FileWriter("test")


def test_of_what_comes_in_quick_succession_only_the_last_is_written(qtbot, writer):
    written = []
    for text in ("a", "b", "c"):
        writer.write_soon(lambda text=text: written.append(text))
    qtbot.waitUntil(lambda: written == ["c"])


def test_a_slow_write_is_finished_before_the_next_begins(qapp, writer):
    may_go_on, written = threading.Event(), []

    def write_slowly():
        may_go_on.wait(10)
        written.append("first")

    writer.write_soon(write_slowly)
    writer.flush()
    writer.write_soon(lambda: written.append("second"))
    last = writer.flush()
    assert written == []
    may_go_on.set()
    last.result(10)
    assert written == ["first", "second"]


def test_flushing_what_is_written_already_writes_nothing(writer):
    written = []
    writer.write_soon(lambda: written.append("a"))
    writer.flush().result(10)
    writer.flush().result(10)
    assert written == ["a"]


def test_a_write_that_fails_is_told_on_the_windows_thread_and_the_next_is_written(qtbot, writer):
    told, written = [], []
    writer.failed.connect(lambda problem: told.append((problem.title, threading.current_thread())))

    def fail():
        raise ConfigurationError("No room.")

    writer.write_soon(fail)
    writer.flush()
    writer.write_soon(lambda: written.append("next"))
    writer.flush().result(10)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("No room.", threading.main_thread())]
    assert written == ["next"]
