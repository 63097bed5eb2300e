"""The database of uploads, with journal and history, and the locks between running programs."""
