"""Layers Desktop: drop media files on a window, get Layers asset IDs on the clipboard."""

__version__ = "0.1.0"

# By this the desktop knows the program: its desktop file, its bundle and its metadata bear the name.
APP_ID = "com.layers.Desktop"
