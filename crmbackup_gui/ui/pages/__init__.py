"""The pages of the main window, one question each."""
