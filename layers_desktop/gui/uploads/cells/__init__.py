"""The texts of the cells of the table of uploads, and how they are painted."""
