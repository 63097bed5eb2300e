"""What this machine keeps: keyring, preferences, journal, history, resource files."""
