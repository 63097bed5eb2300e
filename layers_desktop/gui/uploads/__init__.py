"""The table of uploads: its model, its view and what can be done in it."""
