"""The upper band: where the files go, and how they come in."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from layers_desktop.domain.language import tr
from layers_desktop.gui.account_switcher import AccountSwitcher
from layers_desktop.gui.combo import MenuButton
from layers_desktop.gui.fonts import width_of_letters
from layers_desktop.gui.icons import Glyph, Icons
from layers_desktop.gui.kind_chooser import KindChooser
from layers_desktop.gui.overriding import override
from layers_desktop.gui.project_picker import ProjectPicker

# With less room than for so many letters the label of the kind is said in one word.
_WIDE = 120


class Header(QWidget):
    """Holds account, project and kind of new files, the Add menu, the sandbox mark and the main menu."""

    def __init__(
        self,
        icons: Icons,
        adding: Sequence[QAction],
        history: QAction,
        more: QMenu,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.accounts = AccountSwitcher()
        self.picker = ProjectPicker()
        self.picker.setMinimumWidth(140)
        self.picker.setMaximumWidth(380)
        self.picker.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        label = QLabel(tr("&Project"))
        label.setBuddy(self.picker)
        self.kind = KindChooser()
        self._kind_label = QLabel()
        self._kind_label.setBuddy(self.kind)
        self._kind_label.setAccessibleName(tr("Kind for new files"))
        self._mark = QLabel(tr("Sandbox"))
        self._mark.setProperty("look", "mark")
        self._mark.setToolTip(tr("A practice server on this computer: nothing reaches Layers."))
        self._mark.hide()
        self._history = QToolButton()
        self._history.setDefaultAction(history)
        self._history.setProperty("look", "button")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.accounts, 1)
        layout.addWidget(label)
        layout.addWidget(self.picker, 1)
        layout.addWidget(self.picker.only, 1)
        layout.addSpacing(4)
        layout.addWidget(self._kind_label)
        layout.addWidget(self.kind)
        layout.addSpacing(4)
        layout.addWidget(_add_button(icons, adding))
        layout.addStretch()
        layout.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._history)
        layout.addWidget(_more_button(icons, more))

    def show_sandbox_mark(self, *, is_sandbox: bool) -> None:
        """Say for everybody to see that this is not the real Layers, or not."""
        self._mark.setVisible(is_sandbox)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = event.size().width() >= width_of_letters(self, _WIDE)
        self._history.setVisible(is_wide and self._history.defaultAction().isVisible())
        self._kind_label.setText(tr("&Kind for new files") if is_wide else tr("&Kind"))


def _add_button(icons: Icons, adding: Sequence[QAction]) -> QToolButton:
    button = MenuButton()
    button.setText(tr("Add"))
    button.setIcon(icons.icon(Glyph.ADD))
    button.setProperty("look", "button")
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    menu = QMenu(button)
    menu.addActions(adding)
    button.setMenu(menu)
    return button


def _more_button(icons: Icons, menu: QMenu) -> QToolButton:
    button = QToolButton()
    button.setIcon(icons.icon(Glyph.DOTS))
    button.setProperty("look", "quiet")
    button.setAccessibleName(tr("Menu"))
    button.setToolTip(tr("Menu"))
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(menu)
    return button
