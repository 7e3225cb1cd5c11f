"""Chats: what messengers export in, messages with a time and a name each out."""
