"""What is kept on this computer: secrets, preferences, accounts, journal, history, logs, resources."""
