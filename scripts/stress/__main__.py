"""``python -m scripts.stress``."""

import sys

from scripts.subcommands import need

if __name__ == "__main__":
    need("python -m scripts.stress", ("numpy", "faiss", "hypothesis"))
    from scripts.stress.run import main

    sys.exit(main())
