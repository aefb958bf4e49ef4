"""Work away from the page: Celery rings, the ledger decides."""
