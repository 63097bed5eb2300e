"""The upper band: where the files go, and how they come in."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from layers_desktop.domain.language import tr
from layers_desktop.gui.account_switcher import AccountSwitcher
from layers_desktop.gui.combo import MenuButton
from layers_desktop.gui.fonts import width_of_letters
from layers_desktop.gui.icons import Glyph, Icons
from layers_desktop.gui.kind_chooser import KindChooser
from layers_desktop.gui.live_menu import close_on_choice
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
        self._project_label = QLabel(tr("&Project"))
        self._project_label.setBuddy(self.picker)
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
        # It is offered once the window stands already.
        history.visibleChanged.connect(self._arrange)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.accounts, 1)
        layout.addWidget(self._project_label)
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
        self._arrange()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        """Say and show less where there is little room: the menu has it all."""
        is_wide = self.width() >= width_of_letters(self, _WIDE)
        for label in (self._project_label, self._kind_label):
            label.setVisible(is_wide or self.accounts.isHidden())
        self._history.setVisible(is_wide and self._history.defaultAction().isVisible())
        self._kind_label.setText(tr("&Kind for new files") if is_wide else tr("&Kind"))


def _add_button(icons: Icons, adding: Sequence[QAction]) -> QPushButton:
    menu = QMenu()
    menu.addActions(adding)
    button = MenuButton(icons.icon(Glyph.ADD), tr("Add"))
    _give(button, menu, tr("Add files"))
    return button


def _more_button(icons: Icons, menu: QMenu) -> QPushButton:
    button = QPushButton(icons.icon(Glyph.DOTS), "")
    button.setProperty("look", "quiet")
    button.setToolTip(tr("Menu"))
    _give(button, menu, tr("Menu"))
    return button


def _give(button: QPushButton, menu: QMenu, name: str) -> None:
    """Let the button open the menu, and call both by this name."""
    button.setAccessibleName(name)
    menu.setParent(button, menu.windowFlags())
    menu.setAccessibleName(name)
    close_on_choice(menu)
    button.setMenu(menu)
