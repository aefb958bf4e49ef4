"""Imports of files: offers by staff or by their provider, people, directories of services; uploads try a file out first."""
