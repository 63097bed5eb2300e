"""From paths to uploads: walk folders, look at each file, refuse what cannot work."""
