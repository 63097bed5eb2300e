"""Accounts and their keys: sign in, choose a project, sign out."""
