"""How the cells of the table are worded and painted."""
