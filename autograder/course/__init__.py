"""What staff wrote and what students handed in, as data. Runs nothing."""
