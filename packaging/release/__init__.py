"""What is shipped, made from the source: wheel, bundle, installers, and the proof that they work."""
