"""Hojas de una página en PDF: municipio, subregión, departamento, meta e indicador.

Cada ``de_*.py`` arma una hoja con las mismas frases y cifras que su pantalla; ``hoja.py`` dice de
qué se compone una hoja y la compila con la plantilla ``hoja.typ``; ``dibujo.py`` pasa a SVG las
figuras de la pantalla; ``botones.py`` es lo único que conoce a Streamlit.
"""
