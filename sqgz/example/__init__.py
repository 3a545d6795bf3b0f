"""A simulated district: the files a bureau would send, messy on purpose, and the truth behind them.

120 units (communities, villages) in 12 streets, 6 of the inner and 6 of the outer zone, about 1,000 workers. People
of one street resemble each other (ICC of about .05 for 本社区); workers of the outer zone live and are registered
nearby far more often; heads, members and staff hardly differ. `sqgz.example.parameters` states every number,
`facts` what came of them. All is invented: no person, ID number, phone number or machine exists.
"""

from sqgz.example.parameters import SEED
from sqgz.example.writing import facts, personal_texts, write_example

__all__ = ["SEED", "facts", "personal_texts", "write_example"]
