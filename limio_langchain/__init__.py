"""LangChain tools that sell subscriptions through Limio."""
