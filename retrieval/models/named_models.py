"""Models by short names for the setting ``embedder``, and the prompts of models that list none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

DEFAULT_MODEL = "sentence-transformers/all-MiniLM-L6-v2"

NAMED_MODELS: Mapping[str, str] = {
    "default": DEFAULT_MODEL,
    "english": "BAAI/bge-small-en-v1.5",
    "multilingual-e5": "intfloat/multilingual-e5-small",
    "multilingual-granite": "ibm-granite/granite-embedding-97m-multilingual-r2",
}
"""Models of the hub by short name; docs/models.md tells what each is for and what it costs.

The name "multilingual" is that of an embedder of its own, in EMBEDDERS of the factory.
"""


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a model expects before a question and before a passage, "" for nothing."""

    question: str = ""
    passage: str = ""


_E5 = Prompts("query: ", "passage: ")
_E5_INSTRUCT = Prompts(
    "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "
)
_REPRESENT = Prompts("Represent this sentence for searching relevant passages: ")

# By patterns of the last part of a model's name; the first that fits counts. These models describe
# their prompts in their documentation only.
_PROMPTS = (
    ("*e5-*-instruct", _E5_INSTRUCT),
    ("multilingual-e5-*", _E5),
    ("e5-*", _E5),
    ("bge-*-en", _REPRESENT),
    ("bge-*-en-v1.5", _REPRESENT),
    ("bge-*-zh", Prompts("为这个句子生成表示以用于检索相关文章：")),
    ("bge-*-zh-v1.5", Prompts("为这个句子生成表示以用于检索相关文章：")),
)


def full_model_name(name: str | None) -> str | None:
    """The model that ``name`` stands for: a short name's model, else ``name`` itself.

    >>> full_model_name("english"), full_model_name("./english")
    ('BAAI/bge-small-en-v1.5', './english')
    """
    return NAMED_MODELS.get(name, name) if name else name


def documented_prompts(name: str) -> Prompts:
    """The prompts of the model or folder ``name`` according to its family's documentation.

    >>> documented_prompts("models/multilingual-e5-base").passage
    'passage: '
    """
    last = name.rstrip("/").rpartition("/")[-1].lower()
    return next((own for pattern, own in _PROMPTS if fnmatchcase(last, pattern)), Prompts())
