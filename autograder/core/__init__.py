"""The nouns, values, files and safe text. Standard library and NumPy only."""
