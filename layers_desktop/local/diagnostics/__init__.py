"""What is written down of the program itself: log, crashes, and the zip file for a support request."""
