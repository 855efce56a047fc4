"""Students' repositories, at the commit that was there when the work was due, become `submitted/`."""
