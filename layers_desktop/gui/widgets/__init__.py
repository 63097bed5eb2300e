"""Widgets that any part of the interface may use."""
