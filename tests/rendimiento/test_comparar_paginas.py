"""La comparación de páginas corre. No juzga segundos: dependen del equipo."""

from __future__ import annotations

import pytest

from tests.apoyo import en_otro_hilo
from tests.rendimiento.comparar_paginas import (
    CAMBIO_DE_FILTRO,
    DIRECCIONES,
    PRIMERA_VISTA,
    VACIA,
    cuadro,
    medir,
)

pytestmark = [pytest.mark.navegador, pytest.mark.rendimiento]


# De las más livianas, una con filtros y una sin ellos.
PAGINAS_DE_MUESTRA = ["Actualizar", "Verificar"]


def test_cada_pagina_se_mide_contra_la_vacia_de_la_misma_corrida() -> None:
    assert set(PAGINAS_DE_MUESTRA) < set(DIRECCIONES)
    resultados = en_otro_hilo(lambda: medir(PAGINAS_DE_MUESTRA, 1))
    medidas = {(r.pagina, r.medida): r for r in resultados}
    con_filtro = {VACIA, "Actualizar"}
    assert {p for p, medida in medidas if medida == PRIMERA_VISTA} == {*con_filtro, "Verificar"}
    assert {p for p, medida in medidas if medida == CAMBIO_DE_FILTRO} == con_filtro
    assert medidas[VACIA, PRIMERA_VISTA].razon == 1
    for resultado in resultados:
        vacia = medidas[VACIA, resultado.medida].mediana
        assert resultado.razon == pytest.approx(resultado.mediana / vacia)
        assert 0 < resultado.minimo <= resultado.mediana <= resultado.maximo
    assert len(cuadro(resultados).splitlines()) == 1 + len(resultados)
