"""The window: everything that a person sees and clicks. The only floor that knows Qt."""
