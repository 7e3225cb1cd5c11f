"""Exploring: a persona's passages and a setting in; a fitted BERTopic, or what the setting would change, out.

Nothing here writes to the workspace's record.
"""
