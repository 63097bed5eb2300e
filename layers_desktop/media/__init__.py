"""What a file is: its type by content, its kind, its size cap, its dimensions."""
