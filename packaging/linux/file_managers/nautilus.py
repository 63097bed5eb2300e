"""The entry "Upload with Layers Desktop" in the menu of GNOME's file manager, by way of nautilus-python.

Written by https://gnome.pages.gitlab.gnome.org/nautilus-python; Nautilus ignores it without that package.
"""

import subprocess

from gi.repository import GLib, GObject, Nautilus

# By language; the other ones are added as the package is built.
_LABELS = {"en": "Upload with Layers Desktop"}
_TYPES = "@MIME_TYPES@inode/directory"
_MEDIA = ("image/", "video/", "audio/", *_TYPES.split(";"))


class UploadWithLayersDesktop(GObject.GObject, Nautilus.MenuProvider):
    """Offers the entry where all that is selected is media or a folder of this computer."""

    def get_file_items(self, *arguments):
        """Return the entry, or nothing; Nautilus before 43 names its window before the files."""
        files = arguments[-1]
        paths = [file.get_location().get_path() for file in files]
        if not paths or not all(paths) or not all(file.get_mime_type().startswith(_MEDIA) for file in files):
            return []
        label = next(filter(None, map(_LABELS.get, GLib.get_language_names())), _LABELS["en"])
        item = Nautilus.MenuItem(name="LayersDesktop::upload", label=label, icon="com.layers.Desktop")
        item.connect("activate", lambda _item: subprocess.Popen(["layers-desktop", "--", *paths]))
        return [item]
