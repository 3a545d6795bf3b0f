"""Answer lists that ship with the library (YAML); read through `sqgz.study.codebooks`."""
