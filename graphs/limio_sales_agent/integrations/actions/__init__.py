"""The toolkit's tools as plain HTTP actions, for agents that can call nothing else."""
