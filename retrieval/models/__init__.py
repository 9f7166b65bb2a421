"""Models that embed texts and read answers, run by ONNX Runtime."""
