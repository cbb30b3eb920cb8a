"""argparse en español: los rótulos que la biblioteca estándar sólo trae en inglés."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

_MENSAJES = {
    r"the following arguments are required: (.*)": r"falta: \1",
    r"unrecognized arguments: (.*)": r"no se reconoce: \1",
    r"argument (\S+): expected one argument": r"\1 necesita un valor",
    r"argument (\S+): invalid choice: (\S+) \(choose from (.*)\)": r"\2 no existe; hay \3",
    r"argument (\S+): invalid int value: (\S+)": r"\1 debe ser un número entero, no \2",
    r"argument (\S+): ignored explicit argument (.*)": r"\1 no lleva valor: sobra \2",
    r"ambiguous option: (\S+) could match (.*)": r"\1 puede ser \2",
}


class AnalizadorEnEspanol(argparse.ArgumentParser):
    """Analizador de órdenes cuyos títulos, ayuda y errores están en español."""

    def __init__(self, *, prog: str, description: str | None = None, **otras: Any) -> None:
        super().__init__(prog=prog, description=description, **{**otras, "add_help": False})
        self._positionals.title = "órdenes"
        self._optionals.title = "opciones"
        self.add_argument("-h", "--ayuda", "--help", action="help", help="muestra esta ayuda")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "uso:", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "uso:", 1)

    def error(self, message: str) -> NoReturn:
        for ingles, espanol in _MENSAJES.items():
            message = re.sub(f"^{ingles}$", espanol, message)
        self.exit(2, f"{self.format_usage()}{self.prog}: {message}\n")
