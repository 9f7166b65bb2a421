"""The read path: question → hits → results → judged answer."""
