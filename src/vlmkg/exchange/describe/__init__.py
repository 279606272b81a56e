"""The graph described for machines: what it holds (VoID), where to get it (DCAT), how to ask it, and each thing in it.

Whatever stands in these descriptions keeps its permanent IRI below `https://w3id.org/vlmkg/`, wherever it is served.
"""
