"""Builds what is shipped: wheel, bundle and installers, with a smoke test of the bundle."""
