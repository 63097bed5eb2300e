"""A local Layers API, for trying the program without a key and for the tests."""
