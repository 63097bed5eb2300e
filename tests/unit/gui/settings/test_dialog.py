import pytest
from PySide6.QtCore import SIGNAL, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox

from layers_desktop.gui.settings.dialog import SettingsDialog
from layers_desktop.gui.settings.fields import (
    ActionsSetting,
    BoolSetting,
    ChoiceSetting,
    IntSetting,
    PageSpec,
    PreviewSetting,
    TextSetting,
)
from layers_desktop.gui.widgets.inputs import Switch


class Source(QObject):
    changed = Signal()


@pytest.fixture
def changes():
    return []


@pytest.fixture
def settings_dialog(qtbot, changes):
    def recorder(name):
        return lambda value: changes.append((name, value))

    look = (("", "System"), ("dark", "Dark"))
    page = PageSpec(
        "General",
        (
            BoolSetting(
                "Start as soon as files are dropped", value=True, default=False, change=recorder("start")
            ),
            IntSetting("Files at once", 5, 3, recorder("files"), minimum=1, maximum=8),
            ChoiceSetting("Appearance", "dark", "", recorder("look"), look, "Applies at once."),
            TextSetting("Your own format", "{id}", "{name}: {id}", recorder("format")),
        ),
    )
    settings_dialog = SettingsDialog(
        [page, PageSpec("Copying", (TextSetting("Separator", ",", ",", recorder("between")),))]
    )
    qtbot.addWidget(settings_dialog)
    settings_dialog.show()
    return settings_dialog


def test_settings_show_what_they_are(settings_dialog):
    assert settings_dialog.findChild(Switch).isChecked()
    assert settings_dialog.findChild(QSpinBox).value() == 5
    assert settings_dialog.findChild(QComboBox).currentText() == "Dark"
    assert settings_dialog.findChild(QComboBox).currentData() == "dark"


def test_a_change_applies_at_once(qtbot, settings_dialog, changes):
    settings_dialog.findChild(Switch).click()
    settings_dialog.findChild(QSpinBox).setValue(2)
    settings_dialog.findChild(QComboBox).setCurrentIndex(0)
    field = next(each for each in settings_dialog.findChildren(QLineEdit) if each.text() == "{id}")
    qtbot.keyClicks(field, "!")
    assert changes == [("start", False), ("files", 2), ("look", ""), ("format", "{id}!")]


def test_a_page_can_be_put_back_to_its_defaults(settings_dialog, changes):
    settings_dialog._stack.currentWidget().reset_button.click()
    assert changes == [("start", False), ("files", 3), ("look", ""), ("format", "{name}: {id}")]


def test_every_control_is_named_by_a_label_or_by_itself(settings_dialog):
    named = {label.buddy() for label in settings_dialog.findChildren(QLabel)}
    assert {settings_dialog.findChild(QSpinBox), settings_dialog.findChild(QComboBox)} <= named


def test_pages_are_chosen_by_their_title(settings_dialog):
    settings_dialog._page_list.setCurrentRow(1)
    assert settings_dialog._stack.currentIndex() == 1


def texts(settings_dialog) -> list[str]:
    return [label.text() for label in settings_dialog.findChildren(QLabel) if label.isVisible()]


def test_it_can_be_opened_on_a_page(qtbot):
    pages = [
        PageSpec(title, (TextSetting(f"Of {title}", "", "", print),)) for title in ("General", "Copying")
    ]
    settings_dialog = SettingsDialog(pages, first="Copying")
    qtbot.addWidget(settings_dialog)
    settings_dialog.show()
    assert "Of Copying" in texts(settings_dialog)
    assert "Of General" not in texts(settings_dialog)


def reset_buttons(settings_dialog) -> dict[str, QPushButton]:
    """The buttons that put one setting back, by what a screen reader calls them."""
    pages = {f"Reset to default: {page}" for page in ("General", "Copying")}
    buttons = [each for each in settings_dialog.findChildren(QPushButton) if each.isVisible()]
    return {each.accessibleName(): each for each in buttons if each.accessibleName() not in pages}


def test_only_what_is_not_at_its_default_offers_a_way_back(settings_dialog, changes):
    buttons_by_name = reset_buttons(settings_dialog)
    assert {name: reset_button.toolTip() for name, reset_button in buttons_by_name.items()} == {
        "Reset to default: Start as soon as files are dropped": "Default: off",
        "Reset to default: Files at once": "Default: 3",
        "Reset to default: Appearance": "Default: System",
        "Reset to default: Your own format": "Default: {name}: {id}",
    }
    assert not any("efault" in text for text in texts(settings_dialog))
    for reset_button in buttons_by_name.values():
        reset_button.click()
    assert changes == [("start", False), ("files", 3), ("look", ""), ("format", "{name}: {id}")]
    assert reset_buttons(settings_dialog) == {}
    settings_dialog.findChild(Switch).click()
    assert list(reset_buttons(settings_dialog)) == ["Reset to default: Start as soon as files are dropped"]


def test_the_keyboard_stays_with_the_setting_that_was_put_back(qtbot, settings_dialog):
    reset_button = reset_buttons(settings_dialog)["Reset to default: Files at once"]
    reset_button.setFocus()
    qtbot.keyClick(reset_button, Qt.Key.Key_Space)
    assert settings_dialog.focusWidget() is settings_dialog.findChild(QSpinBox)


def test_a_line_does_not_move_when_its_way_back_comes_or_goes(settings_dialog):
    spin, switch = settings_dialog.findChild(QSpinBox), settings_dialog.findChild(Switch)
    before = [widget.geometry() for widget in (spin, switch)]
    for reset_button in reset_buttons(settings_dialog).values():
        reset_button.click()
    QApplication.processEvents()
    assert [widget.geometry() for widget in (spin, switch)] == before


def test_the_search_shows_the_pages_and_settings_with_these_words_only(qtbot, settings_dialog):
    qtbot.keyClicks(settings_dialog.field, "separ")
    assert settings_dialog._page_list.currentItem().text() == "Copying"
    assert shown_pages(settings_dialog) == ["Copying"]
    settings_dialog.field.clear()
    qtbot.keyClicks(settings_dialog.field, "at once files")
    assert settings_dialog.findChild(QSpinBox).isVisible()
    assert not settings_dialog.findChild(Switch).isVisible()
    settings_dialog.field.clear()
    assert settings_dialog.findChild(Switch).isVisible()
    assert shown_pages(settings_dialog) == ["General", "Copying"]


def shown_pages(settings_dialog) -> list[str]:
    items = [settings_dialog._page_list.item(row) for row in range(settings_dialog._page_list.count())]
    return [item.text() for item in items if not item.isHidden()]


def test_the_best_match_comes_first_and_is_shown(qtbot):
    def switch(text, explanation=""):
        return BoolSetting(text, value=True, default=True, change=print, explanation=explanation)

    pages = [
        PageSpec("Uploads", (switch("Guess the kind", "A logo is known by its name and its folders."),)),
        PageSpec("Copying", (switch("Prologue of a folder list"),)),
        PageSpec("Notices", (switch("Sound", "Where the log in its folder tells of trouble."),)),
        PageSpec("Advanced", (ActionsSetting("Log", lambda: [("Show log folder", print)]),)),
    ]
    settings_dialog = SettingsDialog(pages)
    qtbot.addWidget(settings_dialog)
    settings_dialog.show()
    qtbot.keyClicks(settings_dialog.field, "log folder")
    assert shown_pages(settings_dialog) == ["Advanced", "Copying", "Notices", "Uploads"]
    assert settings_dialog._page_list.currentItem().text() == "Advanced"
    assert settings_dialog._stack.currentWidget() is settings_dialog._pages[3]
    settings_dialog.field.clear()
    assert shown_pages(settings_dialog) == ["Uploads", "Copying", "Notices", "Advanced"]
    assert settings_dialog._stack.currentWidget() is settings_dialog._pages[3]


@pytest.mark.parametrize("typed", ["benutzer ubung", "ÜBUNG", "übung"])
def test_the_search_passes_case_and_accents_by(qtbot, typed):
    pages = [
        PageSpec("Kopieren", (ActionsSetting("Protokoll", lambda: [("Ordner zeigen", print)]),)),
        PageSpec("Benutzer", (BoolSetting("Übung", value=True, default=True, change=print),)),
    ]
    settings_dialog = SettingsDialog(pages)
    qtbot.addWidget(settings_dialog)
    settings_dialog.show()
    settings_dialog.field.setText(typed)
    assert shown_pages(settings_dialog) == ["Benutzer"]


def test_a_search_that_finds_nothing_says_so_and_comes_back_when_cleared(qtbot, settings_dialog):
    qtbot.keyClicks(settings_dialog.field, "zzz")
    assert settings_dialog.no_match.isVisible()
    assert settings_dialog.no_match.text() == "No setting matches “zzz”."
    settings_dialog.field.clear()
    assert settings_dialog.findChild(Switch).isVisible()


def test_escape_clears_the_search_first(qtbot, settings_dialog):
    settings_dialog.field.setText("files")
    qtbot.keyClick(settings_dialog.field, Qt.Key.Key_Escape)
    assert settings_dialog.isVisible()
    assert not settings_dialog.field.text()


def test_escape_closes_the_settings(qtbot, settings_dialog):
    settings_dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.keyClick(settings_dialog, Qt.Key.Key_Escape)
    assert not settings_dialog.isVisible()


def test_a_preview_follows_every_change_of_its_page(qtbot):
    chosen = {"format": "{id}"}
    words = TextSetting("Format", "{id}", "{id}", lambda text: chosen.update(format=text))
    preview = PreviewSetting("So it looks", lambda: f"<{chosen['format']}>")
    settings_dialog = SettingsDialog([PageSpec("Copying", (words, preview))])
    qtbot.addWidget(settings_dialog)
    settings_dialog.show()
    assert "<{id}>" in texts(settings_dialog)
    qtbot.keyClicks(next(f for f in settings_dialog.findChildren(QLineEdit) if f.text() == "{id}"), "!")
    assert "<{id}!>" in texts(settings_dialog)


def test_what_has_no_effect_as_things_stand_cannot_be_changed(qtbot):
    chosen = {"proxy": "none"}
    proxies = (("none", "None"), ("http", "HTTP proxy"))
    proxy = ChoiceSetting("Proxy", "none", "none", lambda value: chosen.update(proxy=value), proxies)
    host = TextSetting("Host", "", "", print, is_used=lambda: chosen["proxy"] == "http")
    settings_dialog = SettingsDialog([PageSpec("Network", (proxy, host))])
    qtbot.addWidget(settings_dialog)
    settings_dialog.show()
    (field,) = (each for each in settings_dialog.findChildren(QLineEdit) if each is not settings_dialog.field)
    assert not field.isEnabled()
    settings_dialog.findChild(QComboBox).setCurrentIndex(1)
    assert field.isEnabled()


def test_a_text_is_chosen_by_the_button_beside_its_field(qtbot):
    told = []
    chooser = ("Choose…", lambda over, chosen: chosen(f"/chosen/over/{type(over).__name__}"))
    certificate = TextSetting("Certificate file", "", "", told.append, chooser=chooser)
    settings_dialog = SettingsDialog([PageSpec("Network", (certificate,))])
    qtbot.addWidget(settings_dialog)
    settings_dialog.show()
    (button,) = (each for each in settings_dialog.findChildren(QPushButton) if each.text() == "Choose…")
    button.click()
    assert told == ["/chosen/over/QLineEdit"]
    (field,) = (each for each in settings_dialog.findChildren(QLineEdit) if each is not settings_dialog.field)
    assert field.text() == told[0]
    assert field.accessibleName() == "Certificate file"
    assert button.accessibleName() == "Certificate file: Choose…"


def test_deeds_offer_what_can_be_done_as_things_stand(qtbot):
    state, source = {"text": "Clear"}, Source()
    done = []
    actions = ActionsSetting("All", lambda: [(state["text"], lambda: done.append(1))], "", source.changed)
    settings_dialog = SettingsDialog([PageSpec("History", (actions,))])
    qtbot.addWidget(settings_dialog)
    settings_dialog.show()

    def labels() -> list[str]:
        return [each.text() for each in settings_dialog.findChildren(QPushButton) if each.isVisible()]

    assert labels() == ["Clear"]
    state["text"] = "Undo clearing"
    source.changed.emit()
    assert labels() == ["Undo clearing"]
    next(each for each in settings_dialog.findChildren(QPushButton) if each.isVisible()).click()
    assert done == [1]


def test_a_window_that_was_closed_listens_no_more(qtbot):
    source = Source()
    page = PageSpec("History", (ActionsSetting("All", lambda: [("Clear", print)], "", source.changed),))
    for _ in range(3):
        settings_dialog = SettingsDialog([page])
        settings_dialog.show()
        assert source.receivers(SIGNAL("changed()")) == 1
        with qtbot.waitSignal(settings_dialog.destroyed):
            settings_dialog.close()
    assert source.receivers(SIGNAL("changed()")) == 0
    source.changed.emit()


@pytest.mark.parametrize(("first", "shown"), [("Copying", "Copying"), ("", "General"), ("Gone", "General")])
def test_a_page_can_be_asked_for(qtbot, first, shown):
    pages = [PageSpec("General"), PageSpec("Copying", (TextSetting("Separator", ",", ",", print),))]
    settings_dialog = SettingsDialog(pages, None, first)
    qtbot.addWidget(settings_dialog)
    assert (
        settings_dialog._stack.currentWidget() is settings_dialog._pages[["General", "Copying"].index(shown)]
    )
    assert settings_dialog._page_list.currentItem().text() == shown
