"""The commands of `kompass`, one module a subject. Thin: each calls one use case and prints what it returns."""
