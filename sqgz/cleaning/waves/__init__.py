"""Earlier studies put under this one, on the map of today."""
