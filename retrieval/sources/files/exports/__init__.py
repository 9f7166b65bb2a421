"""Files that other programs export: JSON, bookmarks, feeds, chats."""
