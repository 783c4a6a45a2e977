"""The places where a repository can live. `opening.py` finds the store of a location."""
