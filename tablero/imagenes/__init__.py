"""Las vistas como imagen, PNG o SVG, en cuatro tamaños fijos y siempre en tema claro.

``composicion`` arma la figura; la dibuja el navegador de quien mira (``botones``), con el Plotly de
la página, o un Chrome instalado, por lotes (``lote``).
"""
