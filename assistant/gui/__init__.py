"""The wizard's windows."""
