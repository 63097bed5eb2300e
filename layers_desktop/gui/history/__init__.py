"""The window of past uploads."""
