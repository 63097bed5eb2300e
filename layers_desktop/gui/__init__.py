"""Widgets: they place, show and ask; they decide nothing."""
