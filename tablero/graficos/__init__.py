"""Los gráficos del tablero: entra un DataFrame, sale una ``Figure`` que falta rematar.

Toda figura pasa después por ``tablero.estilo.terminar``, que le pone título, fuente y corte.
"""
