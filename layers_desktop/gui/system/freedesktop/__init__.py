"""Linux and its relatives: what their desktops agreed upon at freedesktop.org, over D-Bus."""
