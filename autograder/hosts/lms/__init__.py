"""Learning platforms' own lists: who is in a class, and one column of grades filled in."""
