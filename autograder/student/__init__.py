"""A released folder: how it is made and checked for leaks, and what runs in it."""
