"""Numbers and findings in Chinese sentences: nothing is said that the results do not say."""
