"""`python -m sqgz`: the command line."""

from sqgz.running.cli import main

main()
