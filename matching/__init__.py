"""The domain: find each subject a lawful, suitable opening, and say why."""
