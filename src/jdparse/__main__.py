"""``python -m jdparse``: the command line where scripts are not on the path."""

from jdparse.cli import main

main(prog_name="jdparse")
