"""How the window looks: its palettes, its style over Fusion, and its icons."""
