"""The least that a page of Dash's can be which imports the packages that ours does."""

from __future__ import annotations

import flask_caching  # noqa: F401
import latex2mathml.converter  # noqa: F401
import limits  # noqa: F401
import markdown_it  # noqa: F401
import numpy  # noqa: F401
import plotly.graph_objects  # noqa: F401
import redis  # noqa: F401
import scipy.integrate
import scipy.linalg
import scipy.optimize
import scipy.sparse.csgraph
import scipy.sparse.linalg
import scipy.special  # noqa: F401
import segno  # noqa: F401
from dash import Dash, dcc

app = Dash(__name__, update_title=None)
app.layout = dcc.Graph(id="empty")
server = app.server
