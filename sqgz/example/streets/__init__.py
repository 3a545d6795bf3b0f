"""A district as thirty-four streets really report it: thirty send people, three send counts, one sends nothing.

Six forms of headings, sheets by community, two double submissions, files that cannot be read, and the troubles of
clerks among about 1,700 people, with the truth. `sqgz.example.streets.parameters` tells who sends what.
"""

from sqgz.example.streets.writing import personal_texts, write_streets

__all__ = ["personal_texts", "write_streets"]
