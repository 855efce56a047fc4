"""Student code in another process: the walls, the wire, the supervisor. Knows no question and no point."""
