"""One function per Limio operation, and the flows that need more than one."""
