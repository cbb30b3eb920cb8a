"""Las vistas que se exportan como imagen sin abrir un navegador: las de una página corrida aquí."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tablero.imagenes import lote


def test_de_una_pagina_salen_las_vistas_con_su_direccion(
    mart: Path, usar_mart: Callable[[Path], None]
) -> None:
    usar_mart(mart)
    recogidas = lote.vistas_de_pagina("/competitividad?idc_seccion=Pilares")
    assert [(v.clave, v.pagina) for v in recogidas] == [("idc_tira", "Competitividad")]
    assert recogidas[0].direccion == "/competitividad?idc_seccion=Pilares"
    with pytest.raises(lote.SinVistas, match="No hay una página «nada»"):
        lote.vistas_de_pagina("nada")
    pedido = lote.Pedido(Path(), ("png",), (), paginas=("sesion",))
    with pytest.raises(lote.SinVistas, match="No hay ningún gráfico"):
        lote.juntar(pedido)
