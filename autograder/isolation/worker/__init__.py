"""The student's side of the wire: a warm zygote and its children. Knows nothing of tests, points or answers."""
