"""The nodes: one to a file, each a flow from the state to what changes in it."""
