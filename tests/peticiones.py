"""Peticiones a una aplicación ASGI sin red de por medio. No es un archivo de pruebas."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Recibido:
    """Una respuesta HTTP, sin descomprimir."""

    estado: int
    cabeceras: dict[str, str]
    cuerpo: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.cuerpo)

    @property
    def texto(self) -> str:
        return self.cuerpo.decode("utf-8")


def por_asgi(aplicacion: Any, camino: str, consulta: bytes = b"") -> Recibido:
    """Un GET: llegan hasta los bytes que un cliente no deja enviar. Va en un hilo sin ciclo."""
    mensajes: list[Any] = []

    async def enviar(mensaje: Any) -> None:
        mensajes.append(mensaje)

    async def recibir() -> Any:
        return {"type": "http.request", "body": b""}

    alcance = {
        "type": "http", "method": "GET", "path": camino, "raw_path": camino.encode("utf-8"),
        "query_string": consulta, "headers": [], "scheme": "http", "root_path": "",
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    asyncio.run(aplicacion(alcance, recibir, enviar))
    cabeceras = {clave.decode(): valor.decode() for clave, valor in mensajes[0]["headers"]}
    return Recibido(mensajes[0]["status"], cabeceras, mensajes[1]["body"])
