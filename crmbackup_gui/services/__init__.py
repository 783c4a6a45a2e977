"""What the machine gives to the jobs: secrets, folders, and what is remembered between runs."""
