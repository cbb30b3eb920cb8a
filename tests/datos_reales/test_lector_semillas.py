"""El lector de informes contra las tablas revisadas, sin ayuda: los umbrales que el README declara.

Los informes no se versionan: sin ``../shared/semillas`` estas pruebas se omiten.
"""

from __future__ import annotations

import textwrap

import pytest

from pipelines.lector import leer_informe
from pipelines.lector.limpieza import sin_tildes
from tests.lector.medir import INFORMES, SEMILLAS, Medida, leer_revisadas, medir

pytestmark = [
    pytest.mark.datos_reales,
    pytest.mark.skipif(not SEMILLAS.is_dir(), reason="no está ../shared/semillas"),
]
DE_LUGAR = ("meta, municipio", "meta, municipio, año", "meta, municipio, año, tipo")
EXACTAS = (
    "meta", "enunciado", "cantidad_programada", "cumplimiento_pct", "avance_cuatrienio_pct",
    "inversion_programada_mill_cop", "inversion_propios_mill_cop", "inversion_otras_mill_cop",
    "inversion_total_mill_cop", "n_municipios_declarado",
)  # fmt: skip


@pytest.fixture(scope="module", params=list(INFORMES))
def medidas(request: pytest.FixtureRequest) -> dict[str, Medida]:
    return {medida.que: medida for medida in medir(request.param)}


def test_lugares_y_anios(medidas: dict[str, Medida]) -> None:
    for nombre in DE_LUGAR:
        medida = medidas[nombre]
        assert medida.revisadas > 50
        assert medida.precision >= 0.97, medida.sobran
        assert medida.exhaustividad >= 0.97, medida.faltan


def test_cifras(medidas: dict[str, Medida]) -> None:
    for nombre in EXACTAS:
        medida = medidas[nombre]
        assert medida.precision >= 0.97, (nombre, medida.sobran)
        assert medida.exhaustividad >= 0.97, (nombre, medida.faltan)
    for nombre, precision, exhaustividad in (
        ("beneficiarios", 0.9, 0.9),
        ("estado_texto", 0.9, 0.5),
        ("logro", 1.0, 0.7),
        ("grupo: personas", 0.98, 0.9),
        ("grupo: nombre y personas", 0.9, 0.84),
    ):
        assert medidas[nombre].precision >= precision, medidas[nombre].sobran
        assert medidas[nombre].exhaustividad >= exhaustividad, medidas[nombre].faltan


@pytest.mark.parametrize("periodo", list(INFORMES))
@pytest.mark.parametrize("forma", ["angosto", "sin_tildes", "paginado"])
def test_el_mismo_informe_en_otra_forma(periodo: str, forma: str) -> None:
    """Renglones cortados a 85 letras, sin tildes o con otro encabezado cada 40 renglones."""
    (ruta,) = SEMILLAS.glob(INFORMES[periodo])
    texto = ruta.read_text(encoding="utf-8")
    angosto = [
        corto
        for renglon in texto.split("\n")
        for corto in (
            [renglon]
            if len(renglon) <= 85 or "\t" in renglon or "<" in renglon
            else textwrap.wrap(renglon, 85)
        )
    ]
    if forma == "sin_tildes":
        texto = sin_tildes(texto)
    elif forma == "angosto":
        texto = "\n".join(angosto)
    else:
        paginas = [angosto[k : k + 40] for k in range(0, len(angosto), 40)]
        texto = "\n".join(
            "\n".join([*pagina, "Despacho del secretario", f"Página {n} de {len(paginas)}"])
            for n, pagina in enumerate(paginas, start=1)
        )
    tabla = leer_informe(texto).cobertura
    propuestas = set(zip(tabla["meta"], tabla["divipola"], strict=True))
    revisadas = {(f["meta"], f["divipola"]) for f in leer_revisadas("cobertura", periodo)}
    comunes = len(propuestas & revisadas)
    assert comunes / len(propuestas) >= 0.97
    assert comunes / len(revisadas) >= 0.97
