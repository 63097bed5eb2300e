"""The database of uploads: journal, history and the locks beside it."""
