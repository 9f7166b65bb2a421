"""The immutable values passed between the parts of the retrieval module."""

from __future__ import annotations

from retrieval.types.alerts import (
    TERMINAL_OWNER,
    Alert,
    AlertCounts,
    AlertMatch,
    AlertMatchKind,
    AlertSchedule,
    QueuedArticle,
    QuotedAnswer,
    StoredMatch,
)
from retrieval.types.answers import (
    Answer,
    ConfidenceFactor,
    Explanation,
    JsonObject,
    Note,
    PublisherAccount,
    PublisherComparison,
    Reply,
    ReplyKind,
    TermMatch,
)
from retrieval.types.archive import (
    ArchiveStatus,
    IngestFailure,
    IngestNote,
    IngestReport,
    ListedAddresses,
    OnProgress,
    Progress,
    SourceVersion,
    WebAccess,
)
from retrieval.types.articles import (
    NO_FILTERS,
    NO_STORED_FILTERS,
    Article,
    Filters,
    FilterValues,
    ListedArticle,
    Passage,
    Span,
    StoredFilters,
)
from retrieval.types.digest import Digest, DigestGroup, DigestOrder, DigestStory
from retrieval.types.search import (
    Hit,
    PassageFeatures,
    Query,
    Rarity,
    Result,
    Rewriting,
    Turn,
    UnmetTerms,
    Variants,
    WordFeatures,
)
from retrieval.types.subscriptions import (
    MAX_KEEP_DAYS,
    FailedPage,
    SourceUpdate,
    Subscription,
    UpdateReport,
)
from retrieval.types.vectors import (
    ActiveEmbedder,
    AnswerScores,
    BinaryTokenVectors,
    Fingerprint,
    FloatArray,
    IdArray,
    Int32Array,
    ModelIdentity,
    TokenVectors,
)
