"""Asset IDs on the clipboard, in the chosen format."""
