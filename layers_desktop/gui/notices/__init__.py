"""What the window says above the list and in passing."""
