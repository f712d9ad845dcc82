"""What each HTTP server of this package stands on: checked requests, bounded connections, quiet logs."""
