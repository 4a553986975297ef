"""The commands of `kompass eval`; each loads its part when it is called."""
