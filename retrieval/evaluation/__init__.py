"""Evaluation on labelled questions, and calibration."""
