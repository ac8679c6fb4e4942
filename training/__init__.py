"""How the shipped encoder is made: ``python -m training.train_encoder``."""
