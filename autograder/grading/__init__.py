"""Many submissions, each judged once; what staff ask of judged work. Returns data, prints nothing."""
