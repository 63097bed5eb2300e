import asyncio
import json
import time
from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest

from layers_desktop.app.history import HistoryController, HistoryRetention
from layers_desktop.gui.history.window import HistoryWindow
from layers_desktop.local.preferences import Preferences
from layers_desktop.local.store.journal import Journal, Origin
from layers_desktop.transfer.background_tasks import OwnedTasks
from tests.support.select_row import select_row

HOST = "api.layers.com"


@pytest.fixture
async def history(tmp_path) -> AsyncIterator:
    opening = await Journal.open(tmp_path, Origin.WINDOW)
    yield opening.history
    await opening.journal.close()


@pytest.fixture
async def tasks() -> AsyncIterator[OwnedTasks]:
    faults = []
    tasks = OwnedTasks(faults.append)
    yield tasks
    await tasks.wait_idle()
    assert faults == []


@pytest.fixture
async def keeping(history, window, desktop, tasks):
    preferences = Preferences()

    def choose(**chosen):
        for name, value in chosen.items():
            setattr(preferences, name, value)

    choices = SimpleNamespace(current=preferences, update=choose)
    return HistoryRetention(history, window, choices, tasks, time.time)


async def fill(history, done, *, ages=(1.0, 2.0)):
    for number, age in enumerate(ages):
        upload = done(f"{number}.png", f"med_{number}", finished_at=time.time() - age)
        await history.add(upload, HOST)


async def test_clearing_can_be_undone_by_button_and_by_key(keeping, history, tasks, window, done):
    await fill(history, done)
    changes = []
    keeping.changed.connect(lambda: changes.append(keeping.can_undo_clear))
    keeping.clear()
    await tasks.wait_idle()
    assert await history.search() == []
    assert window.toast.text == "2 files were removed from the history."
    assert changes == [True]
    window.controller.undo_stack.undo()
    await tasks.wait_idle()
    assert len(await history.search()) == 2
    assert not keeping.can_undo_clear


async def test_after_ten_seconds_nothing_is_there_to_be_put_back(keeping, history, tasks, window, done):
    await fill(history, done)
    keeping.clear()
    await tasks.wait_idle()
    assert keeping._timer.interval() == 10_000
    assert keeping._timer.isActive()
    keeping._timer.timeout.emit()
    assert not keeping.can_undo_clear
    window.controller.undo_stack.undo()
    await asyncio.sleep(0)
    assert await history.search() == []


async def test_an_empty_history_has_nothing_to_undo(keeping, tasks, window):
    keeping.clear()
    await tasks.wait_idle()
    assert not keeping.can_undo_clear
    assert not window.controller.undo_stack.canUndo()


async def test_keeping_for_fewer_days_forgets_what_is_older_at_once(keeping, history, tasks, done):
    await fill(history, done, ages=(10.0, 40 * 86_400.0))
    keeping.keep_for("30")
    await tasks.wait_idle()
    assert [entry.name for entry in await history.search()] == ["0.png"]


async def test_before_layers_has_told_the_time_nothing_is_old(history, window, tasks, done):
    choices = SimpleNamespace(current=Preferences(history_days=30))
    keeping = HistoryRetention(history, window, choices, tasks, lambda: None)
    await fill(history, done, ages=(10.0, 40 * 86_400.0))
    keeping.forget_old()
    await tasks.wait_idle()
    assert len(await history.search()) == 2


async def test_for_ever_forgets_nothing(keeping, history, tasks, done):
    await fill(history, done, ages=(10.0, 4_000 * 86_400.0))
    keeping.keep_for("0")
    await tasks.wait_idle()
    assert len(await history.search()) == 2


async def test_all_of_it_is_exported_where_the_person_says(
    keeping, history, tasks, asked, window, done, tmp_path
):
    await fill(history, done)
    keeping.export()
    title, name, chosen = asked.saving[0]
    assert (title, name[:15], name[-4:]) == ("Export the history", "layers-history-", ".csv")
    chosen(tmp_path / "all.json")
    await tasks.wait_idle()
    assert [each["asset_id"] for each in json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))] == [
        "med_0",
        "med_1",
    ]
    assert window.toast.text == "2 files exported to all.json."
    chosen(tmp_path / "nowhere" / "all.csv")
    await tasks.wait_idle()
    assert window.toast.text == "all.csv could not be written (file or folder not found)."
    assert keeping.result == window.toast.text  # for the settings, which lie over the toast


async def test_what_is_copied_stands_in_the_order_of_the_drop_and_a_batch_is_whole_also_after_a_search(
    keeping, history, tasks, window, signals, done, qapp
):
    for place, (name, age) in enumerate((("hero.png", 1.0), ("intro.mp4", 3.0), ("outro.mp4", 2.0))):
        upload = done(name, f"med_{name}", finished_at=time.time() - age)
        upload.added_at = float(place)
        await history.add(upload, HOST)
    controller = HistoryController(history, window, SimpleNamespace(add_again=print), keeping, signals, tasks)
    controller.open()
    await tasks.wait_idle()
    await tasks.wait_idle()  # it opens, then it searches
    (shown,) = window.findChildren(HistoryWindow)
    shown.copy_button.click()
    assert qapp.clipboard().text().split() == ["med_hero.png", "med_intro.mp4", "med_outro.mp4"]
    shown.bar.field.setText("outro")
    shown.bar.emit_query()
    await tasks.wait_idle()
    assert [upload.asset_id for upload in shown.selected_or_all()] == ["med_outro.mp4"]
    select_row(shown.table, 0)
    shown.selected_button.menu().aboutToShow.emit()
    entries = {each.text(): each for each in shown.selected_button.menu().actions()}
    entries["Copy the IDs of this batch"].trigger()
    await tasks.wait_idle()
    assert qapp.clipboard().text().split() == ["med_hero.png", "med_intro.mp4", "med_outro.mp4"]
    assert shown.toast.text == "Copied 3 IDs."
    shown.close()
