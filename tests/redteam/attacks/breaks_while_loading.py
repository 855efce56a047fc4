# kind: lifetime
# verdict: crashed
"""Ends its process while its file is run: every worker it gets."""
import os

os._exit(1)
