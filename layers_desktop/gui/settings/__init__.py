"""The settings window and what it is made of."""
