"""MCP server: an assistant's questions in; bounded answers out, every quote verified, customers' words marked as data."""
