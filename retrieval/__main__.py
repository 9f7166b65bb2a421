"""``python -m retrieval`` is ``article-bot``."""

from retrieval.cli import program

if __name__ == "__main__":
    program()
