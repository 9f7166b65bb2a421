"""How text is shown: excerpts, headlines, direction, characters that terminals obey."""
