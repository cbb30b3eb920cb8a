"""Índices compuestos: una declaración en YAML y el cálculo que sale de ella.

``declaracion`` lee y revisa el YAML; ``calculo`` normaliza, promedia y ordena; ``explicacion``
parte un cambio en lo propio, lo de los demás y el método; ``simulacion`` mueve valores y vuelve a
ordenar; ``que_haria_falta`` busca la combinación menos costosa, y ``robustez`` mide cuánto dependen
los puestos de los pesos y de la normalización. Nada de esto es un pronóstico.
"""
