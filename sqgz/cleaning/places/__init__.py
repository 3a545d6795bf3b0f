"""Streets and communities: the official list, its spellings, and what units were called and belonged to before."""
