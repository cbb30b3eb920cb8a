"""Lo que la API responde cuando no puede dar los datos, con su código HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipelines.errores import ErrorDelTablero


class ErrorDeApi(ErrorDelTablero):
    """Un error con el código HTTP que le toca.

    ``estado``: el código; ``espera_s``: en cuántos segundos vale la pena repetir (``None`` si
    repetir no sirve); ``validos``: los valores que sí se admiten, los más parecidos primero.
    """

    estado = 400
    titulo = "La petición no se puede atender"
    espera_s: int | None = None

    def __init__(
        self,
        *,
        que: str,
        donde: str = "",
        esperado: str = "",
        hacer: str = "",
        validos: Sequence[object] = (),
    ) -> None:
        self.validos = list(validos)
        super().__init__(que=que, donde=donde, esperado=esperado, hacer=hacer)


class ConsultaInvalida(ErrorDeApi):
    """Un parámetro no existe o trae un valor que no se admite."""

    titulo = "Un parámetro no es válido"


class NoExiste(ErrorDeApi):
    """La dirección no es de la API o nombra una tabla o un formato que no hay."""

    estado = 404
    titulo = "Esa dirección no existe"


class MetodoNoAdmitido(ErrorDeApi):
    estado = 405
    titulo = "Esta API sólo se lee"


class DireccionLarga(ErrorDeApi):
    estado = 414
    titulo = "La dirección es demasiado larga"


class MuchasFilas(ErrorDeApi):
    """La respuesta pasaría del tope de filas del formato, o de la memoria de la consulta."""

    estado = 413
    titulo = "La respuesta es demasiado grande"


class MuchasDeUno(ErrorDeApi):
    """Una misma dirección de red tiene demasiadas peticiones en curso."""

    estado = 429
    titulo = "Demasiadas peticiones a la vez"
    espera_s = 1


class SinTurno(ErrorDeApi):
    """Todos los turnos están ocupados."""

    estado = 503
    titulo = "El servicio está ocupado"
    espera_s = 2


class PlazoVencido(ErrorDeApi):
    estado = 503
    titulo = "La consulta tardó demasiado"
    espera_s = 5


def problema(error: ErrorDelTablero) -> tuple[int, dict[str, str], bytes]:
    """Código, cabeceras y cuerpo (RFC 9457, con las cuatro partes de todo error del tablero)."""
    if isinstance(error, ErrorDeApi):
        estado, titulo, espera = error.estado, error.titulo, error.espera_s
        donde, validos = error.donde, error.validos
    else:
        # Sin mart o con uno dañado. Dónde está es asunto de quien administra, no de quien consulta.
        estado, titulo, espera = 503, "No hay datos que dar", 30
        donde, validos = "el mart publicado", []
    cuerpo: dict[str, object] = {
        "type": "about:blank",
        "title": titulo,
        "status": estado,
        "detail": error.que,
        "que": error.que,
        "donde": donde,
        "esperado": error.esperado,
        "hacer": error.hacer,
    }
    if validos:
        cuerpo["validos"] = validos
    cabeceras = {"content-type": "application/problem+json", "cache-control": "no-store"}
    if espera is not None:
        cabeceras["retry-after"] = str(espera)
    return estado, cabeceras, json.dumps(cuerpo, ensure_ascii=False, indent=1).encode("utf-8")
