"""Heavy work outside the server: chains of steps, the queue they wait in, and the processes that compute them.

It knows no other room: what is computed is named by those who ask, and what comes back is data.
"""
