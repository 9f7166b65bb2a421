"""What people write around, before and instead of a question: framing, filters, ellipsis."""
