"""Every Altair chart of the app: arrays in, chart out. Nothing in here draws, computes a result or knows Streamlit.

Everywhere `names` are what the classes are called, and `labels` (n,) the class of each point, a position in `names`;
`height` is of the plot in pixels, and `pictures` are data URIs, one for each point, shown on hover.
"""

import altair as alt

from core.charts import quick

quick.is_made()

# The sizes of the default theme are not wanted: every chart states its own or fills the place it is given.
alt.theme.enable("none")
