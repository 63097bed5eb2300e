"""The sheet that asks for an API key, and the help on setting up a keyring."""

import sys
from enum import Enum, auto

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from layers_desktop.domain.api_key import may_be_complete, prefix_problem
from layers_desktop.domain.errors import Problem
from layers_desktop.domain.i18n import tr, tr_plural
from layers_desktop.domain.project import Account
from layers_desktop.gui.notices.notices import problem_details
from layers_desktop.gui.override import override
from layers_desktop.gui.style.theme import fixed_width_font, width_in_chars
from layers_desktop.gui.system.application import ClipboardQuestion
from layers_desktop.gui.widgets.buttons import PrimaryButton
from layers_desktop.gui.widgets.inputs import Switch
from layers_desktop.gui.widgets.labels import Heading, TextLabel, literal_tooltip
from layers_desktop.gui.widgets.message_box import MessageBox

_LETTERS = 96
_MARGIN = 24
# Between the sheet and the edges of its window.
_AROUND = 8


class KeyState(Enum):
    """What the sheet shows about the key."""

    EMPTY = auto()
    TYPING = auto()
    CHECKING = auto()
    ACCEPTED = auto()
    REFUSED = auto()


class KeyField(QLineEdit):
    """Takes a key, masked; files that are dragged over it are left to the window behind."""

    def __init__(self) -> None:
        super().__init__(echoMode=QLineEdit.EchoMode.Password)
        self.setPlaceholderText("lp_…")
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)


class KeySheet(QScrollArea):
    """Takes an API key inside a window that can be used meanwhile, and shows whether Layers accepts it.

    Args:
        window: The window that it lies over, at the lower edge; files can still be dropped on that, and show.
        keyring_name: The name of the keyring; empty without one, None while that is not known.
        account_name: Whose key is asked for; empty for anybody's.

    Signals:
        keyEntered: The key without any white space, and whether to keep it in the keyring.
        finished: It was closed, with a key or without; it is deleted soon.
    """

    keyEntered = Signal(str, bool)
    finished = Signal()

    def __init__(self, window: QWidget, keyring_name: str | None, account_name: str = "") -> None:
        super().__init__(window)
        self._window, self._account_name = window, account_name
        self._content = QWidget()
        self._title = tr("Key for {name}", name=account_name) if account_name else tr("Connect to Layers")
        self.setAccessibleName(self._title)
        self.state = KeyState.EMPTY
        self.field = KeyField()
        self.field.textChanged.connect(self._text_changed)
        self.revealed = KeyReveal(self.field)
        # Translators: A button: show the key that is being typed.
        self.reveal = QPushButton(tr("Show"), autoDefault=False)
        # Translators: Beside the field where an API key is typed.
        self.reveal.setAccessibleName(tr("Show the key"))
        self.reveal.setCheckable(True)
        self.reveal.toggled.connect(self.revealed.setVisible)
        self.paste = QPushButton(tr("Paste"), autoDefault=False)
        self.paste.setAccessibleName(tr("Paste the key"))
        self.paste.clicked.connect(lambda: ClipboardQuestion(self._paste, self))
        self.remember = Switch(tr("Remember on this computer"))
        self.remember.setChecked(True)
        self.message = TextLabel(vertical=Qt.AlignmentFlag.AlignTop)
        self.message.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.connect_button = PrimaryButton(tr("Connect"))
        self.connect_button.setAutoDefault(True)
        self.connect_button.clicked.connect(self._submit)
        self.not_now = QPushButton(tr("Not now"), autoDefault=True)
        self.not_now.clicked.connect(self.dismiss)
        self._explanation = TextLabel()
        self._explanation.setProperty("tone", "muted")
        self._lay_out()
        self.show_keyring(keyring_name)
        self._text_changed()
        window.installEventFilter(self)
        self.field.installEventFilter(self)

    # ------------------------------------------------------------------------ building
    def _lay_out(self) -> None:
        # Translators: The letter behind & is pressed with Alt; choose one that is still free in the same
        # window.
        label = TextLabel(tr("API ke&y"), is_wrapped=False)
        label.setBuddy(self.field)
        field_row = QHBoxLayout()
        for widget in (self.field, self.reveal, self.paste):
            field_row.addWidget(widget)
        button_row = QHBoxLayout()
        button_row.addWidget(self.remember)
        button_row.addStretch()
        button_row.addWidget(self.not_now)
        button_row.addWidget(self.connect_button)
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(8)
        layout.addWidget(Heading(self._title))
        layout.addWidget(self._explanation)
        layout.addSpacing(8)
        layout.addWidget(label)
        layout.addLayout(field_row)
        layout.addWidget(self.revealed)
        layout.addWidget(self.message)
        layout.addSpacing(8)
        layout.addLayout(button_row)
        self.setProperty("look", "sheet")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(self._content)
        self._content.setAutoFillBackground(False)  # its corners would lie over the round ones
        self._content.installEventFilter(self)

    def _place(self) -> None:
        """Lie at the lower edge of the window, as high as the texts need or the window has room for."""
        around = self._window.rect().adjusted(_AROUND, _AROUND, -_AROUND, -_AROUND)
        frame = 2 * self.frameWidth()
        least = self._content.minimumSizeHint()
        width = min(max(width_in_chars(self, _LETTERS), least.width() + frame), around.width())
        height = max(self._content.heightForWidth(width - frame), least.height()) + frame
        place = QRect(0, 0, width, min(height, around.height()))
        place.moveCenter(around.center())
        place.moveBottom(around.bottom())
        self.setGeometry(place)

    # ------------------------------------------------------------------ what it is told
    @property
    def key(self) -> str:
        """The text of the field without any white space."""
        return "".join(self.field.text().split())

    @property
    def is_needed(self) -> bool:
        """Whether it still waits for a key, instead of showing for a moment that it was accepted."""
        return self.state is not KeyState.ACCEPTED

    def is_for(self, window: QWidget, account_name: str) -> bool:
        """Whether it asks in this window for a key of this account, or of anybody with an empty name."""
        return (self._window, self._account_name) == (window, account_name)

    def open(self, *, takes_keyboard: bool = True) -> None:
        """Show the sheet above all else in its window, and put the keyboard into its field."""
        self.show()
        self._place()
        self.raise_()
        if takes_keyboard:
            self.window().activateWindow()
            self.field.setFocus()

    def dismiss(self) -> None:
        """Close the sheet."""
        self.hide()
        self.finished.emit()
        self.deleteLater()

    def show_keyring(self, name: str | None, *, is_set_up: bool = True) -> None:
        """Show where the key will be kept; empty where there is no keyring, None while it is not known.

        Args:
            name: The name of the keyring.
            is_set_up: False where the desktop has yet to make it, and will ask for a password.
        """
        if name is None:
            text = tr("Paste your API key. It is never kept in a file.")
        elif not name:
            text = tr(
                "Paste your API key. No keyring is running on this computer, so it is used until you quit."
            )
        elif is_set_up:
            # Translators: {keyring} is one of: your desktop's keyring, Windows Credential Manager, macOS
            # Keychain, KWallet.
            text = tr("Paste your API key. It is kept in {keyring}, not in a file.", keyring=name)
        else:
            # Translators: {keyring} as above.
            text = tr(
                "Paste your API key. It is kept in {keyring}, not in a file. "
                "That keyring does not exist yet: you will be asked to choose a password for it.",
                keyring=name,
            )
        self._explanation.setText(text)
        has_none = name == ""
        self.remember.setVisible(not has_none)
        if has_none:
            self.remember.setChecked(False)

    def show_silent_keyring(self) -> None:
        """Show that the keyring does not answer; keeping the key stays possible: it may answer later."""
        self._explanation.setText(
            tr("Paste your API key. Your keyring does not answer: the key is used until you quit.")
        )

    def show_checking(self) -> None:
        """Show that the key is being checked."""
        self._show(KeyState.CHECKING, tr("Checking…"), "muted")

    def show_accepted(self, account: Account, project_count: int) -> None:
        """Show whose key it is; where it may not upload, say so and leave it in the field."""
        if not account.can_upload:
            self._refuse(tr("This key can look but not upload. Ask for a key with projects:write."))
            return
        # Translators: {name} is an organisation.
        text = tr_plural(
            "✓ {name}. {n} project found.",
            "✓ {name}. {n} projects found.",
            project_count,
            name=account.organization_name,
        )
        self._show(KeyState.ACCEPTED, text, "success")
        self.field.clear()

    def show_problem(self, problem: Problem) -> None:
        """Show why the key cannot be used, and leave it in the field."""
        self._refuse(problem.text)
        self.message.setToolTip(literal_tooltip(problem_details(problem)))

    # -------------------------------------------------------------------------- insides
    def _refuse(self, text: str) -> None:
        """Show why, and leave the key where it is: it may be mended in Layers, and tried once more."""
        self._show(KeyState.REFUSED, text, "problem")
        self.field.setFocus()
        self.field.selectAll()

    def _text_changed(self) -> None:
        """Show at once what is wrong with the form of the text."""
        if self.state is KeyState.ACCEPTED:
            return
        if not self.key:
            origin = tr(
                "No key yet? Create one in your Layers dashboard with the right projects:write, "
                "or ask whoever manages Layers in your team."
            )
            self._show(KeyState.EMPTY, origin, "muted")
        else:
            self._show(KeyState.TYPING, prefix_problem(self.key), "caution")

    def _show(self, state: KeyState, text: str, tone: str) -> None:
        self.state = state
        self.message.setText(text)
        self.message.setProperty("tone", tone)
        self.message.style().polish(self.message)
        is_open = state in {KeyState.EMPTY, KeyState.TYPING, KeyState.REFUSED}
        if not is_open and self.field.hasFocus() | self.connect_button.hasFocus():
            self.not_now.setFocus()
        for widget in (self.field, self.paste, self.remember):
            widget.setEnabled(is_open)
        can_connect = state in {KeyState.TYPING, KeyState.REFUSED} and may_be_complete(self.key)
        self.connect_button.setEnabled(can_connect)
        self.revealed.update()

    def _paste(self, answers: bool) -> None:  # noqa: FBT001 - the one fact
        if self._can_paste(answers=answers):
            self.field.setText("".join(QGuiApplication.clipboard().text().split()))
            self.connect_button.setFocus()

    def _insert(self, answers: bool) -> None:  # noqa: FBT001 - the same
        if self._can_paste(answers=answers):
            self.field.paste()

    def _can_paste(self, *, answers: bool) -> bool:
        """Say it where the program does not answer that holds the clipboard."""
        if not answers:
            self.message.setText(ClipboardQuestion.no_answer_text())
        return answers

    def _submit(self) -> None:
        if self.connect_button.isEnabled():
            self.show_checking()
            self.keyEntered.emit(self.key, self.remember.isChecked())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return connects, Escape closes; neither reaches the window behind."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._submit()
        else:
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field:
            is_paste = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Paste)
            if is_paste and event.type() is QEvent.Type.KeyPress:
                ClipboardQuestion(self._insert, self)
                return True
        elif event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self._place()
        return False


class KeyReveal(QWidget):
    """Paints the key below its field, so that a person can compare it.

    The field itself stays masked: what is painted here reaches eyes only, neither the accessibility tree,
    nor the selection, nor an input method.
    """

    def __init__(self, field: QLineEdit) -> None:
        super().__init__()
        self._field = field
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFont(fixed_width_font(self.font()))
        self.setMinimumHeight(QFontMetrics(self.font()).lineSpacing() + 8)
        field.textChanged.connect(self.update)
        self.hide()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRect(9, 0, self.width() - 18, self.height())
        text = painter.fontMetrics().elidedText(
            self._field.text(), Qt.TextElideMode.ElideMiddle, rect.width()
        )
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def show_keyring_help(parent: QWidget) -> None:
    """Open a box on setting up a keyring on this system; returns at once."""
    kept = tr("The key is kept in a keyring that encrypts it, or nowhere: never in a file.")
    text = f"{kept}\n\n{keyring_help(sys.platform)}"
    box = MessageBox(tr("How to set up a keyring"), text, tr("Close"), parent)
    box.setWindowTitle(tr("How to set up a keyring"))
    box.open()


def keyring_help(system: str) -> str:
    """Return how to set up a keyring on this system, named as in `sys.platform`."""
    if system == "win32":
        return tr(
            "Windows comes with one, the Credential Manager. If it does not answer, start the service "
            "“Credential Manager” or ask your IT department, then start Layers Desktop again."
        )
    if system == "darwin":
        return tr(
            "macOS comes with one, the Keychain. Open Keychain Access and check that the login keychain "
            "is there and unlocked, then start Layers Desktop again."
        )
    return tr(
        "Install GNOME Keyring (the package gnome-keyring) or KWallet 5.97 or later, log out and in again, "
        "then start Layers Desktop. If PYTHON_KEYRING_BACKEND or keyringrc.cfg names another backend, "
        "remove that setting."
    )
