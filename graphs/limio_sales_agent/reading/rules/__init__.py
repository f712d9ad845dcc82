"""Reading by rules: what one message says, without a model."""
