"""The order of hits: fusion, reranking, filters, stories, accounts and their times."""
