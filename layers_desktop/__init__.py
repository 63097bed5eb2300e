"""Layers Desktop: drop media files on a window, get Layers asset IDs on the clipboard."""

__version__ = "0.1.0"
