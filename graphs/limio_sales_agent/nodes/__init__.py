"""The nodes: one to a file, each a coroutine from the state to what changes in it."""
