"""From paths to uploads: scan folders, inspect each file, reject what cannot be sent."""
