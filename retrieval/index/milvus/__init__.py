"""Vector and lexical index in Milvus, for archives that several machines ask."""
