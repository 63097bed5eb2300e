"""The composition root: builds everything, owns start and orderly end."""
