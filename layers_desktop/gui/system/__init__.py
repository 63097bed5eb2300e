"""The program on the desktop around its window: sleep, taskbar, notifications, tray, files opened with it."""
