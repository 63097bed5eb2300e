from pathlib import Path

from layers_desktop.gui.widgets.file_cache import FileCache


def test_few_files_are_opened_at_once_and_the_latest_asked_for_goes_first(qapp):
    asked = []
    cache = FileCache(lambda path, done: asked.append((path.name, done)), 10)
    for name in "abcd":
        cache.get(Path(name))
    assert [name for name, _ in asked] == ["a", "b"]
    asked[0][1]("")
    assert [name for name, _ in asked] == ["a", "b", "d"]
    assert cache.get(Path("a")) == ""
    assert len(asked) == 3


def test_the_oldest_value_makes_room_and_a_file_without_a_value_is_not_announced(qapp):
    cache, ready = FileCache(lambda path, done: done(path.name if path.name != "b" else None), 2), []
    cache.ready.connect(ready.append)
    for name in "abc":
        cache.get(Path(name))
    assert ready == [Path("a"), Path("c")]
    assert cache.get(Path("c")) == "c"
    assert cache.get(Path("a")) is None
