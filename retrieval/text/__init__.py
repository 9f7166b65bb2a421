"""Rules about language: of words, times, answers, questions and articles, and how text is shown."""
