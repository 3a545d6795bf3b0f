"""Streets report separately: files received, who sent what, and what a whole sheet says of its place."""
