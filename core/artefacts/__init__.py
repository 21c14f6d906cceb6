"""What is shipped in weights/: names, verified files, provenance. It knows no other room."""
