"""The toolkit's tools for agents that speak the Model Context Protocol: the same names, arguments and answers."""

from limio_sales_agent.integrations.mcp.authorization import McpAuthorization
from limio_sales_agent.integrations.mcp.http import LOOPBACK, mcp_app
from limio_sales_agent.integrations.mcp.server import Profile, mcp_server, serve_stdio

__all__ = ["LOOPBACK", "McpAuthorization", "Profile", "mcp_app", "mcp_server", "serve_stdio"]
