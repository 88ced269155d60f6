"""`python -m assistant`: the command line."""

from assistant.cli.main import main

main()
