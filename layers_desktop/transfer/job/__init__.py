"""One upload from presign to its asset ID, and what happens when a step fails."""
