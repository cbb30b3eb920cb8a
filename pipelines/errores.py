"""Los errores del tablero. Todos dicen qué pasó, dónde, qué se esperaba y qué hacer.

::

    ErrorDelTablero
    ├── ErrorDeDeclaracion      una declaración (fuente, mart, columna) está mal escrita
    ├── ErrorDeFuente           un archivo no es lo que su declaración dice
    │   └── ErrorDeHuella       los bytes cambiaron desde que se declararon
    ├── ErrorDeHomologacion     un nombre no está en el archivo revisado de códigos
    ├── ErrorDeCorreccion       una corrección declarada ya no encuentra lo que corregía
    ├── ErrorDeValidacion       hay filas que incumplen una regla; nada se publica
    ├── ErrorDePublicacion      el mart nuevo no se pudo poner en su lugar
    ├── ErrorDeDescarga         un archivo oficial no se pudo bajar entero; lo guardado sigue igual
    ├── MartNoDisponible        la pantalla no encuentra el mart o no lo puede abrir
    └── EdicionesMezcladas      se pidió en una serie lo que viene de ediciones distintas
"""

from __future__ import annotations


class ErrorDelTablero(Exception):
    """Error con las cuatro partes que necesita quien debe resolverlo.

    ``que``: qué pasó; ``donde``: fuente, archivo, hoja, fila o columna; ``esperado``: qué
    debía haber; ``hacer``: el paso siguiente para quien lo lee.
    """

    def __init__(self, *, que: str, donde: str = "", esperado: str = "", hacer: str = "") -> None:
        self.que = que
        self.donde = donde
        self.esperado = esperado
        self.hacer = hacer
        super().__init__(str(self))

    def __str__(self) -> str:
        partes = [self.que]
        if self.donde:
            partes.append(f"Dónde: {self.donde}")
        if self.esperado:
            partes.append(f"Se esperaba: {self.esperado}")
        if self.hacer:
            partes.append(f"Qué hacer: {self.hacer}")
        return "\n  ".join(partes)


class ErrorDeDeclaracion(ErrorDelTablero):
    """Una declaración (fuente, mart, columna, indicador) está mal escrita o incompleta."""


class ErrorDeFuente(ErrorDelTablero):
    """Un archivo de ``data/raw`` no es lo que su declaración dice."""


class ErrorDeHuella(ErrorDeFuente):
    """Los bytes de un archivo no son los declarados."""


class ErrorDeHomologacion(ErrorDelTablero):
    """Un nombre de lugar no está en el archivo revisado de nombres y códigos."""


class ErrorDeCorreccion(ErrorDelTablero):
    """Una corrección declarada no encuentra la cifra que debía corregir."""


class ErrorDeValidacion(ErrorDelTablero):
    """Hay filas que incumplen una regla. El mart publicado queda como estaba."""


class ErrorDePublicacion(ErrorDelTablero):
    """El mart nuevo no se pudo poner en su lugar. El anterior sigue sirviendo."""


class ErrorDeDescarga(ErrorDelTablero):
    """Un archivo oficial no se pudo bajar entero. Lo guardado y lo publicado no se tocan."""


class MartNoDisponible(ErrorDelTablero):
    """La pantalla no encuentra el mart o no lo puede abrir."""


class EdicionesMezcladas(ErrorDelTablero):
    """Se pidió en una misma serie o tabla lo que viene de ediciones que no se comparan."""
