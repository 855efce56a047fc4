"""A result: its JSON, its signature, its words, what a student may see, terminal and pages."""
