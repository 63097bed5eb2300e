"""Linux and the BSDs: services that desktops share by the specifications of freedesktop.org, over D-Bus."""
