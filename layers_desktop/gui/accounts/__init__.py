"""Dialogs and page for accounts and their keys."""
