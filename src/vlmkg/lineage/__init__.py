"""Lineage: what comes from what, by which kind of step, and who says so."""
