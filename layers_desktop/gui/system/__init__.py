"""The program beyond its window: sleep, taskbar, notifications, tray, requests of the operating system."""
