"""The Layers client, the storage PUT, and the table that turns foreign errors into ours."""
