"""What a terminal shows after all that was written to it: as much of a VT100 as the program uses."""

import re

_TOKENS = re.compile(r"\x1b\[([AKJ])|(\r)|(\n)|([^\x1b\r\n]+)|(.)", re.DOTALL)


class Screen:
    """Lines of text and a cursor.

    Attributes:
        columns: What does not fit is shown on the next line.
        unknown: What was written that a VT100 of this kind does not know.
    """

    def __init__(self, columns: int = 80) -> None:
        self.columns = columns
        self.unknown: list[str] = []
        self._lines = [""]
        self._row = self._column = 0

    @property
    def lines(self) -> list[str]:
        """The lines, without blanks at their ends."""
        shown = [line.rstrip() for line in self._lines]
        while shown and not shown[-1]:
            shown.pop()
        return shown

    def feed(self, text: str) -> None:
        """Show this, too."""
        for command, is_return, is_feed, words, other in _TOKENS.findall(text):
            if command == "A":
                self._row = max(0, self._row - 1)
            elif command in {"K", "J"}:
                self._lines[self._row] = self._lines[self._row][: self._column]
                if command == "J":
                    del self._lines[self._row + 1 :]
            elif is_return:
                self._column = 0
            elif is_feed:
                self._feed_line()
            elif words:
                self._write(words)
            else:
                self.unknown.append(other)

    def _feed_line(self) -> None:
        self._row, self._column = self._row + 1, 0
        if self._row == len(self._lines):
            self._lines.append("")

    def _write(self, words: str) -> None:
        for sign in words:
            if self._column == self.columns:
                self._feed_line()
            line = self._lines[self._row].ljust(self._column)
            self._lines[self._row] = line[: self._column] + sign + line[self._column + 1 :]
            self._column += 1
