"""Other people's systems: how work comes from them, and how marks go to them."""
