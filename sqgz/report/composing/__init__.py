"""From results to a report: which sections there are, and what each of them says."""
