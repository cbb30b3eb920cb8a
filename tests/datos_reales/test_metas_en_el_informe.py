"""Las líneas citadas en las metas contra el texto de los informes, donde esté.

El texto no se versiona: estas pruebas corren donde está ``../shared/semillas`` y se omiten en los
demás lugares.
"""

from __future__ import annotations

import csv
import re
from functools import cache

import pytest

from pipelines.rutas import RUTAS
from tests.apoyo import DATOS_ORIGINALES

TEXTOS = DATOS_ORIGINALES.parent / "semillas"
pytestmark = [
    pytest.mark.datos_reales,
    pytest.mark.skipif(not TEXTOS.is_dir(), reason=f"no está el texto de los informes en {TEXTOS}"),
]
# Carpeta de los datos y una frase de portada que sólo tiene su informe.
INFORMES = {
    "informe_gestion/2020-2023": "INFORME DE GESTIÓN Y BALANCE DE RESULTADOS 2020-2023",
    "rendicion_cuentas/2024-2025": "CUMPLIMIENTO/AVANCE POR NIVEL DEL PDD",
}


@cache
def _lineas(carpeta: str) -> tuple[str, ...]:
    textos = [ruta.read_text(encoding="utf-8") for ruta in sorted(TEXTOS.glob("*.txt"))]
    (texto,) = [texto for texto in textos if INFORMES[carpeta] in texto]
    return tuple(texto.split("\n"))


def _filas(carpeta: str, tabla: str) -> list[dict[str, str]]:
    ruta = RUTAS.datos_crudos / carpeta / f"{tabla}.csv"
    with ruta.open(encoding="utf-8", newline="") as archivo:
        return list(csv.DictReader(archivo))


@pytest.mark.parametrize("carpeta", INFORMES)
def test_la_linea_de_cada_meta_es_su_encabezado(carpeta: str) -> None:
    filas = _filas(carpeta, "metas")
    assert len(filas) in (54, 18)
    for fila in filas:
        linea = _lineas(carpeta)[int(fila["linea_documento"]) - 1]
        assert re.search(rf"Meta\s*#?\s*{fila['meta']}\b", linea), (fila["meta"], linea[:80])


@pytest.mark.parametrize("carpeta", INFORMES)
def test_ninguna_ficha_del_informe_se_quedo_sin_fila(carpeta: str) -> None:
    """Los encabezados empiezan por «Meta 882» o «Meta # 1»; «Meta 8» a secas es otra cosa."""
    texto = "\n".join(_lineas(carpeta))
    fichas = set(re.findall(r"(?m)^Meta (?=# |\d{3})(?:# )?(\d+)\b", texto))
    assert fichas == {fila["meta"] for fila in _filas(carpeta, "metas")}


@pytest.mark.parametrize(
    ("carpeta", "minimo"), [(c, n) for c, n in zip(INFORMES, (560, 50), strict=True)]
)
def test_el_municipio_esta_en_la_linea_citada_o_la_nota_dice_por_que_no(
    carpeta: str, minimo: int
) -> None:
    escritos = 0
    for fila in _filas(carpeta, "cobertura"):
        linea = _lineas(carpeta)[int(fila["linea_documento"]) - 1]
        if fila["nombre_en_fuente"] in linea:
            escritos += 1
        else:
            assert fila["nota"], (fila["meta"], fila["nombre_en_fuente"])
    assert escritos > minimo


CITADAS = {
    "linea_inversion": [
        "inversion_programada_mill_cop",
        "inversion_programada_otras_mill_cop",
        "inversion_propios_mill_cop",
        "inversion_otras_mill_cop",
        "inversion_total_mill_cop",
    ],
    "linea_beneficiarios": ["beneficiarios"],
    "linea_avance": ["logro", "logro_en_otra_unidad", "cumplimiento_pct", "avance_cuatrienio_pct"],
}
# El logro de la 887 está en sus beneficiarios; el presupuesto de la 978 está escrito en letras.
FUERA_DE_SU_LINEA = {("887", "logro"), ("978", "inversion_programada_mill_cop")}


@pytest.mark.parametrize(
    ("carpeta", "minimo"), [(c, n) for c, n in zip(INFORMES, (150, 60), strict=True)]
)
def test_cada_cifra_esta_escrita_en_la_linea_que_se_cita(carpeta: str, minimo: int) -> None:
    """Sin puntos de miles; el decimal, con coma o con punto."""
    escritas = 0
    for fila in _filas(carpeta, "metas"):
        for columna_linea, columnas in CITADAS.items():
            for columna in columnas:
                cifra = fila[columna]
                if not cifra or (fila["meta"], columna) in FUERA_DE_SU_LINEA:
                    continue
                linea = _lineas(carpeta)[int(fila[columna_linea]) - 1].replace(", ", ",")
                formas = {cifra in linea, cifra.replace(".", ",") in linea.replace(".", "")}
                assert True in formas, (fila["meta"], columna, cifra)
                escritas += 1
    assert escritas > minimo
