"""Small pictures as PNG and BMP, and the colours of the app. It knows no other room."""
