"""The main window: header, notices, list, footer, and the actions of the whole window."""
