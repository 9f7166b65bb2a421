"""The read path: question → query → hits → ranked results → confidence."""
