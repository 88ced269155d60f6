"""The only package that asks which system this is."""
