"""Common sentences about maps, one measured number each. It knows maps only."""
