"""What authors of checks write with. Knows no process."""
