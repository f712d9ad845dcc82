"""Several truths about one thing that is costly to make: one test names all that do not hold."""


def broken(rules, *things):
    """Return each rule that does not hold of `things`, by name, with what it found."""
    found = {}
    for rule in rules:
        try:
            rule(*things)
        except AssertionError as error:
            found[rule.__name__] = str(error)
    return found
