"""Directories of services, as others publish them: read into listings, whatever their format."""
