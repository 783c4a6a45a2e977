"""Recovery points as files that other programs open."""
