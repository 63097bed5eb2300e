import pytest
from PySide6.QtWidgets import QLabel

from layers_desktop.gui.notices.notice_bar import Notice, NoticeBar, NoticeButton, Severity

WORDS = "This key may not upload: it lacks projects:write. Ask whoever manages Layers for another one."


@pytest.fixture
def bar(qtbot, icons):
    bar = NoticeBar(icons)
    qtbot.addWidget(bar)
    buttons = tuple(NoticeButton(text, lambda: None) for text in ("Use another key…", "Copy request"))
    bar.show_notice(Notice("key", Severity.PROBLEM, WORDS, buttons))
    bar.show()
    return bar


def places(bar):
    text = next(each for each in bar.findChildren(QLabel) if each.text() == WORDS)
    return text.geometry(), bar._buttons.geometry()


def test_buttons_stand_beside_the_words_where_there_is_room(qtbot, bar):
    bar.resize(960, 60)
    qtbot.waitUntil(lambda: places(bar)[0].right() < places(bar)[1].left())


def test_buttons_stand_below_the_words_where_those_would_get_too_little(qtbot, bar):
    bar.resize(360, 160)
    qtbot.waitUntil(lambda: places(bar)[0].bottom() < places(bar)[1].top())
    assert places(bar)[0].width() > 250
