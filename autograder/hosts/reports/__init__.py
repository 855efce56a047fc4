"""Results in the formats of other tools: one view of a result, and one writer a format."""
