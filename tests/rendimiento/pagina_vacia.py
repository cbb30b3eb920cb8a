"""La vara de medir: una página de Streamlit con un filtro que redibuja un gráfico, y nada más."""

import plotly.graph_objects as go
import streamlit as st

st.title("Página vacía")
elegida = st.segmented_control(
    "Serie", ["primera", "segunda", "tercera"], default="primera", required=True
)
valores = {"primera": [3, 1, 2], "segunda": [1, 2, 3], "tercera": [2, 3, 1]}
st.plotly_chart(go.Figure(go.Bar(x=["a", "b", "c"], y=valores[elegida])), theme=None, key="grafico")
