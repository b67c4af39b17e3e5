"""Numbers drawn as SVG: charts, spans of time, circles on a map. Pure."""
