"""What the screens show, as Qt models and plain values; QtCore only, so that it is tested without a window."""
