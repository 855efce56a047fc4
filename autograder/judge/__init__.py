"""One submission against one assignment's checks."""
