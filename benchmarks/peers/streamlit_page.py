"""The four plots of the scalar page in Streamlit: a slider a weight, four plotly charts."""

from __future__ import annotations

import streamlit as st

from benchmarks.pages.usual_page import GRAPHS, START, figures

st.set_page_config(layout="wide")
side, *columns = st.columns([1, 2, 2])
with side:
    weights = [
        st.slider(f"w{layer}", -3.0, 3.0, value, 0.01, key=f"w{layer}")
        for layer, value in enumerate(START, start=1)
    ]
for index, (name, figure) in enumerate(zip(GRAPHS, figures(*weights), strict=True)):
    figure.update_layout(height=245, margin={"t": 10, "b": 40})
    with columns[index % 2]:
        st.plotly_chart(figure, key=name)
