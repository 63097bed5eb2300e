"""The list of uploads: the commands, their order, and the jobs that send them."""
