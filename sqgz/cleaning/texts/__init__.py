"""What one text says: raw answers laid out, and the words of posts, levels, schooling, ages and statuses read."""
