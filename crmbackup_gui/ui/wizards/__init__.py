"""Guided ways through what takes more than one decision."""
