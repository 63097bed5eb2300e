"""Files on their way into the list: dropped, pasted, opened with the program."""
