"""The pages of the settings window and what they change."""
