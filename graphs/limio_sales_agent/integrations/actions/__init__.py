"""The toolkit's tools as plain HTTP actions, for agents that can call nothing else."""

from limio_sales_agent.web.actions.door import ActionDoor, refused

__all__ = ["ActionDoor", "refused"]
