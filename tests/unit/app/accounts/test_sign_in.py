"""Asking for a key in the real window."""

import asyncio
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QApplication

from layers_desktop.app.accounts.sign_in import KeyEntry
from layers_desktop.domain.project import Account
from layers_desktop.domain.server_errors import ApiError
from layers_desktop.gui.accounts.key_sheet import KeySheet, KeyState
from layers_desktop.transfer.background_tasks import OwnedTasks

NORTHWIND = Account("org_1", "Northwind Agency", frozenset({"projects:read", "projects:write"}), None, None)


class Layers:
    """Answers what it is told to."""

    answer: Account | Exception = NORTHWIND

    async def sign_in(self, _key: str, _expected: str | None) -> Account:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def list_projects(self, _account: str) -> list:
        return []


class Keyring:
    async def name(self) -> str:
        return "your desktop's keyring"

    async def is_set_up(self) -> bool:
        return True


@pytest.fixture
def layers():
    return Layers()


@pytest.fixture
async def asking(layers, window):
    tasks = OwnedTasks(lambda error: pytest.fail(repr(error)))
    accounts = SimpleNamespace(name_of=lambda account: account)
    entry = KeyEntry(layers, window, tasks, Keyring(), accounts)

    async def ask(**how: object) -> KeySheet:
        tasks.spawn(entry.ask(None, **how), "ask")
        await asyncio.sleep(0.01)
        return next(each for each in window.findChildren(KeySheet) if each.isVisible())

    yield ask
    await tasks.close()


@pytest.mark.parametrize("is_wanted", [True, False])
@pytest.mark.parametrize("field", ["project", "filter"])
async def test_what_opens_by_itself_leaves_the_keyboard_to_whoever_is_writing(
    qtbot, asking, window, queue, make_upload, tick, field, is_wanted
):
    queue.add([make_upload()])
    tick()
    window.activateWindow()
    {"project": window.header.picker, "filter": window.upload_list.bar.field}[field].setFocus()
    qtbot.keyClicks(QApplication.focusWidget(), "Acm")
    sheet = await asking(is_wanted=is_wanted)
    assert sheet.field.hasFocus() is is_wanted
    sheet.dismiss()


async def test_where_nobody_writes_the_key_can_be_typed_at_once(asking):
    sheet = await asking(is_wanted=False)
    assert QApplication.focusWidget() is sheet.field
    sheet.dismiss()


async def test_a_key_that_layers_does_not_know_is_most_likely_not_all_of_it(asking, layers):
    layers.answer = ApiError(401, "UNAUTHENTICATED", "Invalid API key")
    sheet = await asking()
    sheet.field.setText("lp_half")
    sheet.connect_button.click()
    await asyncio.sleep(0.01)
    assert sheet.message.text() == "Layers did not accept this key. Check that you copied all of it."
    sheet.dismiss()


async def test_another_key_is_asked_for_at_once_while_the_last_one_is_told_as_accepted(asking):
    first = await asking()
    first.field.setText("lp_whole")
    first.connect_button.click()
    await asyncio.sleep(0.01)
    assert first.state is KeyState.ACCEPTED
    second = await asking()
    assert second is not first
    assert second.state is KeyState.EMPTY
    assert await asking() is second
    second.dismiss()
