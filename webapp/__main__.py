"""`python -m webapp` is the command `resettle`."""

from webapp.cli import main

main()
