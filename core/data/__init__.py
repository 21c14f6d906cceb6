"""Data sets: embedded, downloaded, drawn or brought by a visitor. It knows no other room."""
