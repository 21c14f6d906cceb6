from core import frame

frame.page("Projections")
