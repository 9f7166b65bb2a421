"""Evaluation on labelled questions, significance tests, and calibration."""
