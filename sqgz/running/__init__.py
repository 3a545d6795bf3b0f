"""The command line and the pipeline of notebooks; the only package that knows papermill."""
