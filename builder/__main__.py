"""``python -m builder`` is ``deckbuilder``."""

from builder.cli.main import main

main(prog_name="deckbuilder")
