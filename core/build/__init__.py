"""`python -m core.build`: makes and checks every shipped file. The only room besides `networks` that runs torch."""
