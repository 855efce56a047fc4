"""Gradescope: the zip that an instructor uploads, and what marks a submission in its container."""
