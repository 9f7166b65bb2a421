"""The protocols of the exchangeable parts; their docstrings are the contracts.

Every implementation passes the same contract tests in ``tests/``.
"""

from __future__ import annotations

from retrieval.protocols.articles import ArticleStore
from retrieval.protocols.indexes import (
    NO_VARIANTS,
    IndexServer,
    LexicalIndex,
    VectorIndex,
    VectorIndexCache,
    VectorSearch,
    WordMatches,
)
from retrieval.protocols.ingest import (
    EmbeddedBatch,
    FileVersion,
    IngestCluster,
    PassageBatch,
)
from retrieval.protocols.models import AnswerReader, Embedder
from retrieval.protocols.ranking import QuestionRewriter, Reranker
from retrieval.protocols.stores import (
    BOT_LOCK_FILE,
    STORE_FILE,
    ArchiveMeta,
)
from retrieval.protocols.transactions import Transactions
from retrieval.protocols.vectors import VectorChanges, VectorStore
