"""The controls of the settings: each shows a value and applies every change at once."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from layers_desktop.domain.i18n import number_text, tr
from layers_desktop.gui.settings.fields import (
    ActionsSetting,
    BoolSetting,
    ChoiceSetting,
    Chooser,
    IntSetting,
    PreviewSetting,
    Setting,
    TextSetting,
)
from layers_desktop.gui.style.theme import fixed_width_font, width_in_chars
from layers_desktop.gui.widgets.buttons import ButtonRow
from layers_desktop.gui.widgets.inputs import ComboBox, SpinBox, Switch, hint_width
from layers_desktop.gui.widgets.labels import TextLabel

_FIELD_CHARS = 31
_PREVIEW_MARGIN = 8


@dataclass(frozen=True, slots=True)
class Control:
    """The control of one setting.

    Attributes:
        widget: The widget that a person changes the setting with.
        reset: Sets and applies the default; None where there is none.
        default_text: The default as text.
        is_default: Returns whether the value is the default.
        refresh: Updates what depends on other settings.
    """

    widget: QWidget
    reset: Callable[[], None] | None = None
    default_text: str = ""
    is_default: Callable[[], bool] = lambda: True
    refresh: Callable[[], None] = lambda: None


def control_for(setting: Setting, changed: Callable[[], None]) -> Control:
    """Return the control for a setting; `changed` is called after each change was applied."""
    match setting:
        case BoolSetting():
            return _switch(setting, changed)
        case IntSetting():
            return _number(setting, changed)
        case ChoiceSetting():
            return _choice(setting, changed)
        case TextSetting():
            return _text(setting, changed)
        case PreviewSetting():
            return _preview(setting)
        case ActionsSetting():
            widget = _ActionsWidget(setting)
            return Control(widget, refresh=widget.refresh)


def _switch(setting: BoolSetting, changed: Callable[[], None]) -> Control:
    control = Switch(setting.text)
    control.setChecked(setting.value)
    control.setEnabled(not setting.disabled_reason)
    control.toggled.connect(setting.change)
    control.toggled.connect(lambda _is_on: changed())
    return Control(
        control,
        lambda: control.setChecked(setting.default),
        # Translators: The default of a setting that is on or off: "Default: on".
        tr("on") if setting.default else tr("off"),
        lambda: control.isChecked() is setting.default,
    )


def _number(setting: IntSetting, changed: Callable[[], None]) -> Control:
    control = SpinBox(setting.minimum, setting.maximum, setting.value)
    control.valueChanged.connect(setting.change)
    control.valueChanged.connect(lambda _value: changed())
    return Control(
        control,
        lambda: control.setValue(setting.default),
        number_text(setting.default),
        lambda: control.value() == setting.default,
    )


def _choice(setting: ChoiceSetting, changed: Callable[[], None]) -> Control:
    control = ComboBox()
    control.setMinimumWidth(width_in_chars(control, _FIELD_CHARS))
    for value, name in setting.choices:
        control.addItem(name, value)
    control.setCurrentIndex(control.findData(setting.value))
    control.currentIndexChanged.connect(lambda row: setting.change(control.itemData(row)))
    control.currentIndexChanged.connect(lambda _row: changed())
    return Control(
        control,
        lambda: control.setCurrentIndex(control.findData(setting.default)),
        dict(setting.choices).get(setting.default, ""),
        lambda: control.currentData() == setting.default,
    )


def _text(setting: TextSetting, changed: Callable[[], None]) -> Control:
    control = QLineEdit(setting.value)
    # Addresses, paths and templates, which are read from the left in every language.
    control.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    control.setPlaceholderText(setting.placeholder)
    control.setMinimumWidth(max(width_in_chars(control, _FIELD_CHARS), hint_width(control)))
    if setting.is_secret:
        control.setEchoMode(QLineEdit.EchoMode.Password)
    control.textChanged.connect(setting.change)
    control.textChanged.connect(lambda _text: changed())
    return Control(
        _beside_chooser(control, setting.text, setting.chooser) if setting.chooser else control,
        lambda: control.setText(setting.default),
        setting.default,
        lambda: control.text() == setting.default,
    )


def _beside_chooser(field: QLineEdit, name: str, chooser: Chooser) -> QWidget:
    """Return the field with the button beside it that offers texts to choose."""
    text, ask = chooser
    field.setAccessibleName(name)
    button = QPushButton(text, autoDefault=False)
    button.setAccessibleName(tr("{title}: {text}", title=name, text=text))
    button.clicked.connect(lambda _checked: ask(field, field.setText))
    together = QWidget()
    together.setFocusProxy(field)
    layout = QHBoxLayout(together)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    layout.addWidget(field)
    layout.addWidget(button)
    return together


def _preview(setting: PreviewSetting) -> Control:
    """Return a read-only label in a fixed-width font."""
    control = QLabel(wordWrap=True)
    control.setFont(fixed_width_font(control.font()))
    if setting.is_boxed:
        control.setProperty("look", "sample")
        control.setContentsMargins(*[_PREVIEW_MARGIN] * 4)
    control.setTextFormat(Qt.TextFormat.PlainText)
    control.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    control.setAccessibleName(setting.text)

    def refresh() -> None:
        control.setText(setting.sample())

    refresh()
    return Control(control, refresh=refresh)


class _ActionsWidget(QWidget):
    """Buttons, and below them the result of the last action."""

    def __init__(self, setting: ActionsSetting) -> None:
        super().__init__()
        self._setting = setting
        self._buttons = ButtonRow()
        self._result = TextLabel()
        self._result.setTextFormat(Qt.TextFormat.PlainText)
        self._result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._buttons, alignment=Qt.AlignmentFlag.AlignTrailing)
        layout.addWidget(self._result)
        self.refresh()
        if setting.changed:
            setting.changed.connect(self.refresh)  # Qt ends the connection with this widget

    def refresh(self) -> None:
        """Show the buttons and the result as they are now."""
        self._buttons.set_buttons(self._setting.buttons())
        text = self._setting.result()
        self._result.setText(text)
        self._result.setVisible(bool(text))
