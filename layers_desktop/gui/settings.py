"""The settings window: it draws what it is given, and each change applies at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from layers_desktop.domain.language import tr
from layers_desktop.gui.combo import Combo
from layers_desktop.gui.fonts import larger_font
from layers_desktop.gui.switch import Switch

_WIDTH, _HEIGHT = 680, 460
_PAGES_WIDTH = 160
_FIELD_WIDTH = 220
_PAGE_MARGIN = 8


@dataclass(frozen=True, slots=True)
class OnOff:
    """A setting that is on or off; `change` takes the new value and applies it.

    Attributes:
        obstacle: Why it cannot be changed here, told in place of the explanation; empty where it can.
    """

    text: str
    value: bool
    default: bool
    change: Callable[[bool], None]
    explanation: str = ""
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A setting that is a whole number from `least` to `most`."""

    text: str
    value: int
    default: int
    change: Callable[[int], None]
    least: int
    most: int
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting that is one of several values, each with its name."""

    text: str
    value: str
    default: str
    change: Callable[[str], None]
    choices: tuple[tuple[str, str], ...]
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A setting that is a text."""

    text: str
    value: str
    default: str
    change: Callable[[str], None]
    explanation: str = ""


Setting = OnOff | Number | Choice | Words
Reset = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Page:
    """The settings that belong together."""

    title: str
    settings: Sequence[Setting]


class SettingsDialog(QDialog):
    """Shows pages of settings; there is nothing to confirm."""

    def __init__(self, pages: Sequence[Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Pages"))
        self._list.setFixedWidth(_PAGES_WIDTH)
        self._list.setFrameShape(QListWidget.Shape.NoFrame)
        self._stack = QStackedWidget()
        for page in pages:
            item = QListWidgetItem(page.title, self._list)
            item.setSizeHint(QSize(0, self.fontMetrics().height() + 2 * _PAGE_MARGIN))
            self._stack.addWidget(SettingsPage(page))
        self._list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._list.setCurrentRow(0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._list)
        layout.addWidget(self._stack, 1)
        self.resize(_WIDTH, _HEIGHT)


class SettingsPage(QWidget):
    """One page, with a way back to how it was at first."""

    def __init__(self, page: Page, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._resets: list[Reset] = []
        heading = QLabel(page.title)
        heading.setFont(larger_font(self.font(), 1.35, bold=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(heading)
        for setting in page.settings:
            layout.addLayout(self._row(setting))
        layout.addStretch()
        self.reset_button = QPushButton(tr("Reset to default"), autoDefault=False)
        self.reset_button.clicked.connect(self._reset)
        layout.addWidget(self.reset_button, alignment=Qt.AlignmentFlag.AlignLeading)

    def _row(self, setting: Setting) -> QVBoxLayout:
        control, reset = _control(setting)
        self._resets.append(reset)
        row = QVBoxLayout()
        row.setSpacing(4)
        if isinstance(control, Switch):
            row.addWidget(control)
        else:
            row.addLayout(_labelled(setting.text, control))
        words = (setting.obstacle if isinstance(setting, OnOff) else "") or setting.explanation
        if words:
            explanation = QLabel(words, wordWrap=True)
            explanation.setProperty("tone", "muted")
            row.addWidget(explanation)
        return row

    def _reset(self) -> None:
        for reset in self._resets:
            reset()


def _labelled(text: str, control: QWidget) -> QHBoxLayout:
    label = QLabel(text)
    label.setBuddy(control)
    layout = QHBoxLayout()
    layout.addWidget(label)
    layout.addStretch()
    layout.addWidget(control)
    return layout


def _control(setting: Setting) -> tuple[QWidget, Reset]:
    """Return the control that suits the setting, and what puts it back to its default."""
    match setting:
        case OnOff():
            return _switch(setting)
        case Number():
            return _number(setting)
        case Choice():
            return _choice(setting)
        case Words():
            return _words(setting)


def _switch(setting: OnOff) -> tuple[QWidget, Reset]:
    control = Switch(setting.text)
    control.setChecked(setting.value)
    control.setEnabled(not setting.obstacle)
    control.toggled.connect(setting.change)
    return control, lambda: control.setChecked(setting.default)


def _number(setting: Number) -> tuple[QWidget, Reset]:
    control = QSpinBox(minimum=setting.least, maximum=setting.most, value=setting.value)
    control.valueChanged.connect(setting.change)
    return control, lambda: control.setValue(setting.default)


def _choice(setting: Choice) -> tuple[QWidget, Reset]:
    control = Combo()
    control.setMinimumWidth(_FIELD_WIDTH)
    for value, name in setting.choices:
        control.addItem(name, value)
    control.setCurrentIndex(control.findData(setting.value))
    control.currentIndexChanged.connect(lambda row: setting.change(control.itemData(row)))
    return control, lambda: control.setCurrentIndex(control.findData(setting.default))


def _words(setting: Words) -> tuple[QWidget, Reset]:
    control = QLineEdit(setting.value)
    control.setMinimumWidth(_FIELD_WIDTH)
    control.textEdited.connect(setting.change)

    def reset() -> None:
        control.setText(setting.default)
        setting.change(setting.default)

    return control, reset
