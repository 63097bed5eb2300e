"""Copies asset IDs to the clipboard, in several formats."""
