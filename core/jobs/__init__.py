"""Heavy work outside the server: chains of steps, a queue, worker processes. It knows no other room."""
