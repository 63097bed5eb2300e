"""The look of the program: Qt's Fusion style, a style sheet in the colours of the palette, and fonts."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from layers_desktop.gui.style.colours import (
    blend,
    button_background,
    colours_for,
    fallback_palette,
    is_high_contrast,
)

_STYLE_SHEET = """
QPushButton, QToolButton[look="button"] {{
    background: {button}; color: {text}; border: 1px solid {border}; border-radius: 6px;
    padding: 5px 13px; min-height: {text_height}px; icon-size: {icon_size}px;
}}
QPushButton:hover, QToolButton[look="button"]:hover {{ background: {hover}; border-color: {outline}; }}
QPushButton:pressed, QToolButton[look="button"]:pressed {{ background: {pressed}; }}
QPushButton:disabled, QToolButton[look="button"]:disabled {{ color: {disabled}; border-color: {divider}; }}
QPushButton:focus, QToolButton[look="button"]:focus {{ border: 2px solid {accent}; padding: 4px 12px; }}
QToolButton[look="button"]::menu-indicator, QPushButton::menu-indicator {{ width: 0px; image: none; }}
QPushButton[look="primary"] {{
    background: {primary}; color: {on_primary}; border-color: {primary}; font-weight: 600; padding: 5px 17px;
}}
QPushButton[look="primary"]:hover {{ background: {primary_hover}; border-color: {primary_hover}; }}
QPushButton[look="primary"]:pressed {{ background: {primary_pressed}; }}
QPushButton[look="primary"]:disabled {{
    background: {disabled_primary}; border-color: {divider}; color: {disabled};
}}
QPushButton[look="primary"]:focus {{ border: 2px solid {text}; padding: 4px 16px; }}
QPushButton[look="chip"], QPushButton[look="reason"] {{
    background: transparent; border-color: transparent; border-radius: 14px; padding: 3px 11px;
    color: {muted};
}}
QPushButton[look="chip"]:hover, QPushButton[look="reason"]:hover {{ background: {hover}; }}
QPushButton[look="reason"] {{ color: {text}; font-weight: 600; }}
QPushButton[look="chip"]:checked {{ background: {selection}; color: {text}; }}
QPushButton[look="chip"][tone="caution"] {{ color: {caution}; }}
QPushButton[look="chip"][tone="problem"] {{ color: {problem}; }}
QPushButton[look="chip"]:focus,
QPushButton[look="reason"]:focus {{ border: 2px solid {accent}; padding: 2px 10px; }}
QPushButton[look="small"] {{ padding: 1px 9px; }}
QPushButton[look="small"]:focus {{ padding: 0px 8px; }}
QPushButton[look="join"] {{ padding: 5px 6px; min-width: {icon_size}px; }}
QPushButton[look="join"]:focus {{ padding: 4px 5px; }}
QToolButton[look="quiet"], QPushButton[look="quiet"] {{
    background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 5px;
    icon-size: {icon_size}px;
}}
QToolButton[look="quiet"]:hover, QPushButton[look="quiet"]:hover {{ background: {pressed}; }}
QToolButton[look="quiet"]:focus,
QPushButton[look="quiet"]:focus {{ border: 2px solid {accent}; padding: 4px; }}
QToolButton[look="quiet"]::menu-indicator {{ image: none; }}
QLineEdit, QComboBox, QSpinBox {{
    background: {base}; color: {text}; border: 1px solid {border}; border-radius: 6px;
    padding: 4px 8px; min-height: {field_height}px;
    selection-background-color: {primary}; selection-color: {on_primary};
}}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus {{ border: 2px solid {accent}; padding: 3px 7px; }}
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled {{ color: {disabled}; border-color: {divider}; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ border: none; padding: 0px; min-height: 0px; }}
QSpinBox {{ min-width: 64px; padding: 2px 0px; }}
QSpinBox:focus {{ padding: 1px 0px; }}
QSpinBox QLineEdit, QSpinBox QLineEdit:focus {{ border: none; padding: 0px; min-height: 0px; }}
QSpinBox::up-button, QSpinBox::down-button {{ background: transparent; border: none; width: 24px; }}
QSpinBox::up-arrow, QSpinBox::down-arrow {{ image: none; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: none; }}
QRadioButton::indicator {{
    width: {radio_size}px; height: {radio_size}px; border: 1px solid {muted}; border-radius: {radio_radius}px;
    background: {base};
}}
QRadioButton::indicator:checked {{
    width: {radio_dot}px; height: {radio_dot}px; border: {radio_ring}px solid {accent};
}}
QTableView, QListView {{ background: {base}; color: {text}; }}
QListWidget {{ padding-top: 8px; outline: none; }}
QListWidget[look="box"] {{ border: 1px solid {border}; border-radius: 6px; padding: 4px 0px; }}
QListWidget::item {{ padding: 0px 16px; color: {text}; }}
QListWidget::item:selected {{ background: {selection}; color: {text}; }}
QListWidget::item:focus {{ border: 2px solid {accent}; border-radius: 4px; padding: 0px 14px; }}
QComboBox QAbstractItemView {{ background: {base}; border: 1px solid {border}; outline: none; }}
QComboBox QAbstractItemView::item, QListView[look="choices"]::item {{ min-height: 26px; padding: 0px 8px; }}
QComboBox QAbstractItemView::item:selected, QListView[look="choices"]::item:selected {{
    background: {selection}; color: {text}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QTableView {{ selection-background-color: {selection}; selection-color: {text}; }}
QHeaderView {{ background: {base}; }}
QHeaderView::section {{
    background: {base}; color: {muted}; border: none; border-bottom: 1px solid {divider}; padding: 6px 8px;
}}
QHeaderView::section:first {{ padding-left: 16px; }}
QHeaderView::section:last {{ padding-right: 16px; }}
QHeaderView::section:hover {{ color: {text}; }}
QProgressBar {{ background: {divider}; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }}
QProgressBar::chunk {{ background: {primary}; border-radius: 4px; }}
QProgressBar[tone="muted"]::chunk {{ background: {muted}; }}
QLabel[look="toast"] {{ color: {window}; }}
QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="success"] {{ color: {success}; }}
QLabel[tone="caution"] {{ color: {caution}; }}
QLabel[tone="problem"] {{ color: {problem}; }}
QLabel[look="mark"] {{
    color: {caution}; border: 1px solid {caution}; border-radius: 10px; padding: 2px 9px; font-weight: 600;
}}
QTableView[look="roomy"]::item {{ padding: 0px 8px; }}
QLabel[look="sample"] {{ background: {base}; border: 1px solid {divider}; border-radius: 6px; }}
QWidget#groupHead {{ background: {group}; border-bottom: 1px solid {divider}; }}
QWidget#groupHead[tone="selected"] {{ background: {selection}; }}
QWidget#band, QWidget#listBar, QWidget#side {{ background: {base}; }}
QScrollArea[look="sheet"] {{ background: {window}; border: 1px solid {outline}; border-radius: 8px; }}
QScrollArea[look="sheet"] > QWidget {{ background: transparent; }}
QFrame[look="line"] {{ background: {divider}; border: none; max-height: 1px; min-height: 1px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0px; }}
QScrollBar::handle {{ background: {border}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {outline}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0px; height: 0px; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QMenu {{ background: {base}; color: {text}; border: 1px solid {border}; padding: 4px 0px; }}
QMenu::item:selected {{ background: {selection}; color: {text}; }}
QMenu::item:disabled {{ color: {disabled}; }}
QMenu::separator {{ background: {divider}; height: 1px; margin: 4px 0px; }}
QMenu::item {{ padding: 5px 24px 5px 12px; }}
QMenu::icon {{ padding-left: 8px; }}
"""


class Theme(QObject):
    """Styles the application and follows changes of its palette and font."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._scheme: Qt.ColorScheme | None = None
        self._style_sheet = ""
        self._is_changing_palette = False
        application.setStyle("Fusion")
        self.set_scheme(Qt.ColorScheme.Unknown)
        # Signals, because an event filter would pass every event of every widget through Python.
        for changed in (application.paletteChanged, application.fontChanged):
            changed.connect(self._apply_style)

    def set_scheme(self, scheme: Qt.ColorScheme) -> None:
        """Switch to light or dark; Unknown follows the system, or is light if the system reports nothing."""
        if scheme is self._scheme:
            return
        self._scheme, self._is_changing_palette = scheme, True
        try:
            self._set_palette(scheme)
        finally:
            self._is_changing_palette = False
        self._apply_style()

    def _set_palette(self, scheme: Qt.ColorScheme) -> None:
        self._application.setPalette(QPalette())
        hints = self._application.styleHints()
        hints.setColorScheme(scheme)
        reported = hints.colorScheme()
        if reported is Qt.ColorScheme.Unknown or scheme not in {reported, Qt.ColorScheme.Unknown}:
            self._application.setPalette(fallback_palette(is_dark=scheme is Qt.ColorScheme.Dark))

    def _apply_style(self) -> None:
        """Set the style sheet if it changed: setting it restyles every widget."""
        if self._is_changing_palette:
            return
        sheet = style_sheet(self._application)
        if sheet != self._style_sheet:
            self._style_sheet = sheet
            self._application.setStyleSheet(sheet)


def style_sheet(application: QApplication) -> str:
    """Return the style sheet for the application's palette and font size."""
    palette = application.palette()
    text_height = QFontMetrics(application.font()).height()
    colours = colours_for(palette)
    text, base, button = palette.text().color(), palette.base().color(), button_background(palette)
    window = palette.window().color()
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    sheet_colours = {
        "text": text,
        "base": base,
        "window": window,
        "button": button,
        "disabled": disabled,
        "hover": blend(button, text, 0.06),
        "disabled_primary": base if is_high_contrast(palette) else colours.divider,
        "group": blend(base, text, 0.04),
        "pressed": blend(button, text, 0.12),
        "primary_hover": blend(colours.primary, text, 0.14),
        "primary_pressed": blend(colours.primary, text, 0.26),
        **{name: getattr(colours, name) for name in colours._fields if name != "hover"},
    }
    names = {name: colour.name() for name, colour in sheet_colours.items()}
    ring = max(4, text_height // 5)  # of a chosen radio button, which is as large as one that is not
    return _STYLE_SHEET.format(
        **names,
        text_height=max(20, text_height),
        field_height=max(22, text_height),
        radio_size=3 * ring,
        radio_radius=(3 * ring + 2) // 2,
        radio_ring=ring,
        radio_dot=ring + 2,
        icon_size=max(16, text_height),
    )


def set_style_property(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet selects by (`look`, `tone`), and restyle the widget."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().polish(widget)


def tabular_font(font: QFont) -> QFont:
    """Return the font with digits of equal width (OpenType feature `tnum`), if it has them."""
    tabular = QFont(font)
    tabular.setFeature(QFont.Tag("tnum"), 1)
    return tabular


def fixed_width_font(font: QFont) -> QFont:
    """Return the system's fixed-width font in the size of this one."""
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    fixed.setPointSizeF(font.pointSizeF())
    return fixed


def width_in_chars(widget: QWidget, count: int) -> int:
    """Return the width in pixels of this many average characters in the widget's font."""
    return widget.fontMetrics().averageCharWidth() * count


def larger_font(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """Return the font this many times as large."""
    larger = QFont(font)
    larger.setPointSizeF(font.pointSizeF() * factor)
    larger.setBold(bold)
    return larger
