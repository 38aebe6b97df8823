"""Word lists jdparse ships: data only, read through `jdparse.wording.tables`."""
