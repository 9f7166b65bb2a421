"""Vector and lexical index in Milvus, for archives that several machines ask."""

import os

os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # it writes to standard error what is raised here
