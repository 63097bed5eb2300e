"""The clients of the Layers API and of its store, and the mapping of their errors to the program's."""
