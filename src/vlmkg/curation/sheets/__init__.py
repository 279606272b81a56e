"""Sheets: what a curator took down while reading a source, in YAML, made into facts and claims."""
