"""One page of the settings window."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from layers_desktop.domain.language import tr
from layers_desktop.gui.heading import Heading
from layers_desktop.gui.settings.controls import Control, control_for
from layers_desktop.gui.settings.fields import OnOff, Page, Preview, Setting
from layers_desktop.gui.settings.searching import Findable, findable
from layers_desktop.gui.switch import EDGE, Switch
from layers_desktop.gui.text_label import TextLabel


class SettingsPage(QScrollArea):
    """Shows the settings of a page, with a way back to how they were at first."""

    def __init__(self, page: Page, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._controls: list[Control] = []
        self._resets: list[tuple[QPushButton, Control]] = []
        heading = Heading(page.title)
        heading.setIndent(EDGE)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(24 - EDGE, 24, 24 - EDGE, 16)
        layout.setSpacing(12)
        layout.addWidget(heading)
        self._rows = [(findable(setting, page.title), self._row(setting)) for setting in page.settings]
        if page.own:
            own = page.own()
            own.setContentsMargins(EDGE, 0, EDGE, 0)
            self._rows.append((Findable([page.title, page.own_words]), own))
        for _, row in self._rows:
            layout.addWidget(row)
        layout.addStretch()
        self.reset_button = QPushButton(tr("Reset to default"), autoDefault=False)
        self.reset_button.setAccessibleName(tr("Reset to default: {page}", page=page.title))
        self.reset_button.clicked.connect(self._reset)
        self.reset_button.setVisible(any(control.reset for control in self._controls))
        last = QHBoxLayout()
        last.addSpacing(EDGE)
        last.addWidget(self.reset_button)
        last.addStretch()
        layout.addLayout(last)
        self.setWidget(content)
        self._refresh()

    def show_matching(self, words: Sequence[str]) -> int | None:
        """Show only the settings with all of these words; return how near the best is, None where none is."""
        distances = [each.distance(words) for each, _ in self._rows]
        for (_, row), distance in zip(self._rows, distances, strict=True):
            row.setVisible(distance is not None)
        return min((distance for distance in distances if distance is not None), default=None)

    def _row(self, setting: Setting) -> QWidget:
        control = control_for(setting, self._refresh)
        self._controls.append(control)
        row = QWidget()
        layout = QVBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._line(setting, control))
        words = (setting.obstacle if isinstance(setting, OnOff) else "") or getattr(
            setting, "explanation", ""
        )
        if words:
            explanation = TextLabel(words)
            explanation.setProperty("tone", "muted")
            widget = control.widget
            explanation.setIndent(widget.text_start() if isinstance(widget, Switch) else EDGE)
            layout.addWidget(explanation)
        return row

    def _line(self, setting: Setting, control: Control) -> QHBoxLayout | QVBoxLayout:
        """Return the control with its label; the way back to the default stands between them."""
        label = QLabel(setting.text)
        label.setBuddy(control.widget)
        label.setIndent(EDGE)
        if isinstance(setting, Preview):
            tall = QVBoxLayout()
            tall.setContentsMargins(EDGE, 0, EDGE, 0)
            label.setIndent(0)
            tall.addWidget(label)
            tall.addWidget(control.widget)
            return tall
        line = QHBoxLayout()
        is_switch = isinstance(control.widget, Switch)
        line.addWidget(control.widget if is_switch else label)
        line.addStretch()
        if control.reset:
            line.addWidget(self._way_back(setting.text, control))
            line.addSpacing(4 if not is_switch else 0)
        if not is_switch:
            line.addWidget(control.widget)
        else:
            label.deleteLater()
        line.addSpacing(EDGE)
        return line

    def _way_back(self, name: str, control: Control) -> QPushButton:
        """Return the button that puts one setting back; it shows where that would change something."""
        button = QPushButton(tr("Reset"), autoDefault=False)
        button.setProperty("look", "chip")
        button.setAccessibleName(tr("Reset to default: {page}", page=name))
        if control.default_text:
            button.setToolTip(tr("Default: {value}", value=control.default_text))
        keeps_place = button.sizePolicy()
        keeps_place.setRetainSizeWhenHidden(True)  # else the line would move under the hand that changes it
        button.setSizePolicy(keeps_place)
        button.clicked.connect(partial(_put_back, control))
        self._resets.append((button, control))
        return button

    def _refresh(self) -> None:
        """Offer the way back where a setting is not at its default, and show what follows from all."""
        for button, control in self._resets:
            button.setVisible(not control.is_default())
        for control in self._controls:
            control.refresh()

    def _reset(self) -> None:
        for control in self._controls:
            if control.reset:
                control.reset()


def _put_back(control: Control) -> None:
    """Give the keyboard to the setting first: the button goes."""
    control.widget.setFocus()
    if control.reset:
        control.reset()
