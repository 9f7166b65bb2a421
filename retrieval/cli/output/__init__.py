"""What the commands print: results, notes, JSON, progress, reports."""
