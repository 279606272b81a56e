"""Linked data: every IRI of the graph answers, the graph describes itself, and all of it can be taken away."""
