"""What each operating system tells about its network and its power."""
