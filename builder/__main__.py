"""``python -m builder`` is ``deckbuilder``."""

from builder.cli import main

main(prog_name="deckbuilder")
