"""stub until merged"""


def read_status(raw: str) -> tuple[str, str] | None:
    """None."""
    return None
