"""The agent and its tools for other programs: MCP, HTTP actions, LangGraph's server."""
