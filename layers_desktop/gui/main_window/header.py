"""The header: account, project and kind for new files, and the buttons that add files."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from layers_desktop.domain.i18n import tr
from layers_desktop.domain.media_kind import MediaKind
from layers_desktop.gui.override import override
from layers_desktop.gui.style.icons import Glyph, Icons
from layers_desktop.gui.style.theme import width_in_chars
from layers_desktop.gui.widgets.buttons import close_on_choice
from layers_desktop.gui.widgets.inputs import ComboBox, MenuButton
from layers_desktop.gui.widgets.labels import literal_action, literal_tooltip
from layers_desktop.gui.widgets.project_picker import ProjectPicker

_NARROWEST = 88
_MOST_LETTERS = 34


class AccountName(NamedTuple):
    """ID and name of an account."""

    id: str
    name: str


class AccountSwitcher(QWidget):
    """A labelled combo box of the accounts, hidden while there are fewer than two.

    Signals:
        accountChosen: The ID of the account that was chosen.
    """

    accountChosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = ComboBox()
        self.combo.setMinimumWidth(_NARROWEST)
        # Long names end in an ellipsis here, and stand whole in the tooltip.
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.activated.connect(lambda row: self.accountChosen.emit(self.combo.itemData(row)))
        label = QLabel(tr("A&ccount"))
        label.setBuddy(self.combo)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.setSpacing(8)
        layout.addWidget(label)
        layout.addWidget(self.combo, 1)
        self.hide()

    def show_accounts(self, accounts: Sequence[AccountName], current: str) -> None:
        """Show these accounts, with this one selected."""
        self.combo.clear()
        for row, account in enumerate(accounts):
            self.combo.addItem(account.name, account.id)
            self.combo.setItemData(row, literal_tooltip(account.name), Qt.ItemDataRole.ToolTipRole)
        row = self.combo.findData(current)
        self.combo.setCurrentIndex(row)
        self.combo.setToolTip(literal_tooltip(self.combo.currentText()))
        self.combo.setMaximumWidth(width_in_chars(self, _MOST_LETTERS))
        self.setVisible(len(accounts) > 1)


# Of the names of kinds, where not even these have room; cut ones end in an ellipsis.
_FEWEST_CHARACTERS = 8


class KindChooser(ComboBox):
    """A combo box for the kind of new files: detected for each file, or one kind for all.

    Signals:
        kindChosen: The MediaKind that was chosen, or None for Automatic.
        defaultChosen: The same, to be kept for the project that is chosen.
    """

    kindChosen = Signal(object)
    defaultChosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Kind for new files"))
        self._project = ""
        self._default: MediaKind | None = None
        self.show_default("", None)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(_FEWEST_CHARACTERS)
        self.addItem(tr("Automatic"), None)
        for kind in MediaKind:
            self.addItem(kind.label, kind)
        self.activated.connect(lambda row: self.kindChosen.emit(self._kind(row)))

    def show_kind(self, kind: MediaKind | None) -> None:
        """Select this kind; None is Automatic."""
        rows = (row for row in range(self.count()) if self._kind(row) is kind)
        self.setCurrentIndex(next(rows))

    def show_default(self, project: str, kind: MediaKind | None) -> None:
        """Tell whether the project of this name has a kind of its own; an empty name is none."""
        self._project, self._default = project, kind
        text = tr("The kind that files get when you add them. Automatic looks into each file.")
        if kind:
            # Translators: {kind} is one of the five kinds.
            text = tr("New files of {project} are sent as {kind}.", project=project, kind=kind.label)
        self.setToolTip(literal_tooltip(text))

    def fill_default_menu(self, menu: QMenu) -> None:
        """Fill a menu in which the kind of the chosen project's new files is set, for good."""
        if not self._project:
            menu.addAction(tr("Choose a project first.")).setEnabled(False)
            return
        # Translators: A heading above the choice of their kind.
        heading = literal_action(tr("New files of {project}", project=self._project), menu)
        heading.setEnabled(False)
        menu.addAction(heading)
        group = QActionGroup(menu)
        for kind in (None, *MediaKind):
            action = menu.addAction(kind.label if kind else tr("Automatic"))
            action.setCheckable(True)
            action.setChecked(kind is self._default)
            action.triggered.connect(lambda _=False, kind=kind: self.defaultChosen.emit(kind))
            group.addAction(action)

    def _kind(self, row: int) -> MediaKind | None:
        """Return the kind of a row; Qt gives strings back for what it takes for one."""
        value = self.itemData(row)
        return None if value is None else MediaKind(value)


# With less room than for so many letters the label of the kind is said in one word.
_WIDE = 120
# With several accounts there are two lines below this: the names of account and project have their own.
_WIDE_WITH_ACCOUNTS = 150
# What their names take more where the label of the kind is to be said in full beside them.
_NAME_LETTERS = 40
# Wider than for so many letters the choice of the project need not be.
_PROJECT_LETTERS = 48


class Header(QWidget):
    """Account, project and kind for new files, the Add menu, the sandbox mark and the main menu."""

    def __init__(
        self,
        icons: Icons,
        adding: Sequence[QAction],
        history: QAction,
        more: QMenu,
        kind: KindChooser,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.accounts = AccountSwitcher()
        self.picker = ProjectPicker()
        self.picker.setMinimumWidth(140)
        # It takes the room that is left, and gives way first.
        self.picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.picker.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._project_label = QLabel(tr("&Project"))
        self._project_label.setBuddy(self.picker)
        self._project_label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.kind = kind
        self._kind_label = QLabel()
        self._kind_label.setBuddy(self.kind)
        self._kind_label.setAccessibleName(tr("Kind for new files"))
        # Translators: A mark at the top of the window: a practice server is used.
        self._mark = QLabel(tr("Sandbox"))
        self._mark.setProperty("look", "mark")
        self._mark.setToolTip(tr("A practice server on this computer: nothing reaches Layers."))
        self._mark.hide()
        self._history = QToolButton()
        self._history.setDefaultAction(history)
        self._history.setProperty("look", "button")
        # It is offered once the window stands already.
        history.visibleChanged.connect(self._arrange)
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.set_low(is_low=False)
        self._lines.setSpacing(12)
        self._lines.addLayout(self._destination_layout(), 1)
        self._lines.addLayout(self._tools_layout(icons, adding, more))

    def _destination_layout(self) -> QHBoxLayout:
        """Return the layout of account, project and kind."""
        places = QHBoxLayout()
        places.setSpacing(8)
        places.addWidget(self.accounts, 1)
        places.addWidget(self._project_label)
        places.addWidget(self.picker, 1)
        places.addWidget(self.picker.single_project, 1)
        return places

    def _tools_layout(self, icons: Icons, adding: Sequence[QAction], more: QMenu) -> QHBoxLayout:
        """Return the layout of kind, Add button, history and menu."""
        means = QHBoxLayout()
        means.setSpacing(8)
        means.addWidget(self._kind_label)
        means.addWidget(self.kind)
        means.addSpacing(4)
        means.addWidget(_add_button(icons, adding))
        means.addStretch()
        means.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        means.addWidget(self._history)
        means.addWidget(_more_button(icons, more))
        return means

    def show_sandbox_mark(self, *, is_sandbox: bool) -> None:
        """Show or hide the mark that this is the sandbox and not the real Layers."""
        self._mark.setVisible(is_sandbox)

    def set_low(self, *, is_low: bool) -> None:
        """Use little room, for a window that is low."""
        gap = 5 if is_low else 12
        self._lines.setContentsMargins(16, gap, 16, gap)

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
        """Shorten or hide labels, or use a second line, where the window is narrow."""
        letters = self.width() // width_in_chars(self, 1)
        has_accounts = not self.accounts.isHidden()
        needed = _WIDE_WITH_ACCOUNTS if has_accounts else _WIDE
        is_wide = letters >= needed
        directions = QBoxLayout.Direction
        has_two_lines = has_accounts and not is_wide
        self._lines.setDirection(directions.TopToBottom if has_two_lines else directions.LeftToRight)
        can_show_history = self._history.defaultAction().isVisible()
        self._history.setVisible(can_show_history and (is_wide or has_two_lines))
        has_room_for_kind = letters >= needed + (_NAME_LETTERS if has_accounts else 0)
        # The mark takes its room: a project that can be chosen is known by its name.
        is_tight = not is_wide and not has_two_lines and not self._mark.isHidden()
        self._project_label.setHidden(is_tight and not self.picker.isHidden())
        whole = tr("&Kind for new files")
        whole_width = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, whole).width()
        others = self._lines.minimumSize().width() - self._kind_label.minimumSizeHint().width()
        has_room_for_kind &= others + whole_width <= self.width()
        self._kind_label.setText(whole if has_room_for_kind else tr("&Kind"))
        self.picker.setMaximumWidth(width_in_chars(self, _PROJECT_LETTERS))


def _add_button(icons: Icons, adding: Sequence[QAction]) -> QPushButton:
    menu = QMenu()
    menu.addActions(adding)
    button = MenuButton(icons.icon(Glyph.ADD), tr("Add"))
    _attach_menu(button, menu, tr("Add files"))
    return button


def _more_button(icons: Icons, menu: QMenu) -> QPushButton:
    button = QPushButton(icons.icon(Glyph.DOTS), "")
    button.setProperty("look", "quiet")
    button.setToolTip(tr("Menu"))
    _attach_menu(button, menu, tr("Menu"))
    return button


def _attach_menu(button: QPushButton, menu: QMenu, name: str) -> None:
    """Make the button open the menu, and give both this accessible name."""
    button.setAccessibleName(name)
    menu.setParent(button, menu.windowFlags())
    menu.setAccessibleName(name)
    close_on_choice(menu)
    button.setMenu(menu)
