"""Group e of the fault plan: bad inputs as tables of cases, each with what must become of it."""
