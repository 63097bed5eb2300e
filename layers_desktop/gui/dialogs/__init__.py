"""The dialogs that are no feature of their own."""
