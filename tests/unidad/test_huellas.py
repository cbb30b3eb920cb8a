"""Las huellas de ``data/raw``: qué archivo cambió, en qué filas, y cómo se vuelve a firmar."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from pipelines.errores import ErrorDeDeclaracion
from pipelines.fallas import Revision
from pipelines.huellas import (
    firmar,
    huellas_por_fila,
    revisar_huellas,
    revisar_sobrantes,
    sha256_de,
)
from pipelines.registro import ESQUEMA, Fuente, leer_fuente, leer_registro
from pipelines.rutas import RUTAS, Rutas

VALIDADOR = Draft202012Validator(json.loads(ESQUEMA.read_text(encoding="utf-8")))

FILAS = ["anio,mm", "2020,1", "2021,2", "2022,3", "2023,4", "2024,5", "2025,6", "2026,7"]

DECLARACION = """\
# Comentario que no se pierde: lo escribió una persona.
fuente_id: lluvias_2030
titulo:   'Lluvias 2030'      # con comillas y espacios de más
productor: Estación La Playa
descripcion: >-
  Milímetros de lluvia por año,
  en dos líneas.
edicion: "2030"
tipo: oficial
familia: lluvias
url_pagina: null
url_descarga: null
licencia: {nombre: null, url: null}
cita: Estación La Playa. Lluvias 2030, boletín único.
lectura: boletín en papel
fecha_publicacion: null
fecha_consulta: 2030-02-01
ultimo_dato: "2026"
proxima_actualizacion: null
archivos:
  - ruta: lluvias/2030/mm.csv
    tabla: mm
    sha256: "SHA_MM"
    bytes: BYTES_MM
    filas: 7
  - {ruta: lluvias/2030/mapa.geojson, tabla: mapa, sha256: SHA_MAPA, bytes: 14, filas: null}
quiebres: []
advertencias: []
notas: []
"""
MAPA = b'{"lluvia": 1}\n'


def _texto(filas: list[str]) -> bytes:
    return "".join(f"{fila}\n" for fila in filas).encode()


def _leer(rutas: Rutas) -> Fuente:
    return leer_fuente(rutas.fuentes / "lluvias_2030.yml", VALIDADOR)


@pytest.fixture
def rutas(tmp_path: Path) -> Rutas:
    """Un proyecto mínimo con una fuente de dos archivos, firmada."""
    propias = Rutas(tmp_path)
    propias.fuentes.mkdir(parents=True)
    carpeta = propias.datos_crudos / "lluvias" / "2030"
    carpeta.mkdir(parents=True)
    (carpeta / "mm.csv").write_bytes(_texto(FILAS))
    (carpeta / "mapa.geojson").write_bytes(MAPA)
    texto = DECLARACION.replace("SHA_MM", hashlib.sha256(_texto(FILAS)).hexdigest())
    texto = texto.replace("BYTES_MM", str(len(_texto(FILAS))))
    texto = texto.replace("SHA_MAPA", hashlib.sha256(MAPA).hexdigest())
    (propias.fuentes / "lluvias_2030.yml").write_text(texto, encoding="utf-8", newline="\n")
    firmar(propias, _leer(propias))
    return propias


def _fallas(rutas: Rutas) -> list[str]:
    revision = Revision()
    revisar_huellas(rutas, [_leer(rutas)], revision)
    assert revision.comprobaciones == {"huella": 2}
    return [str(falla) for falla in revision.fallas]


def test_la_huella_es_sha256_y_la_de_cada_fila_sus_seis_primeras_cifras() -> None:
    # Vectores conocidos: sha256("abc") y sha256("").
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_de(b"abc") == abc
    assert huellas_por_fila(b"abc\nabc\r\n\n") == ["ba7816", "ba7816", "e3b0c4"]


def test_los_archivos_declarados_pasan(rutas: Rutas) -> None:
    assert _fallas(rutas) == []


def _cambiar(numero: int, texto: str) -> Callable[[list[str]], list[str]]:
    return lambda filas: [*filas[: numero - 1], texto, *filas[numero:]]


@pytest.mark.parametrize(
    ("danio", "frases"),
    [
        (_cambiar(4, "2022,3.1"), ["fila 4 cambiada"]),
        (_cambiar(1, "anio,milimetros"), ["fila 1 cambiada"]),
        (
            lambda filas: _cambiar(7, "b")(_cambiar(2, "a")(filas)),
            ["fila 2 cambiada", "fila 7 cambiada"],
        ),
        (
            lambda filas: _cambiar(5, "b")(_cambiar(4, "a")(filas)),
            ["fila 4 cambiada", "fila 5 cambiada"],
        ),
        (
            lambda filas: [*filas[:3], "x", "y", *filas[3:]],
            ["2 filas agregadas desde la fila 4"],
        ),
        (lambda filas: [*filas, "2027,8"], ["1 fila agregada desde la fila 9"]),
        (lambda filas: filas[:2] + filas[3:], ["1 fila quitada después de la fila 2"]),
        (lambda filas: filas[:4], ["4 filas quitadas después de la fila 4"]),
        (lambda filas: [*filas[:2], "x", *filas[4:]], ["filas 3 a 3 cambiadas"]),
    ],
    ids=[
        "una", "encabezado", "dos", "dos_seguidas", "agregadas", "agregada_al_final", "quitada",
        "cortado", "dos_por_una",
    ],
)  # fmt: skip
def test_se_senala_la_fila(
    rutas: Rutas, danio: Callable[[list[str]], list[str]], frases: list[str]
) -> None:
    nuevo = _texto(danio(list(FILAS)))
    (rutas.datos_crudos / "lluvias/2030/mm.csv").write_bytes(nuevo)
    tamanos = f"(esperaba {len(_texto(FILAS))} bytes, hay {len(nuevo)})"
    assert _fallas(rutas) == [
        f"[lluvias_2030] data/raw/lluvias/2030/mm.csv, {frase} · huella_del_archivo: "
        f"el sha256 no es el declarado {tamanos}"
        for frase in frases
    ]


def test_muchas_filas_cambiadas_se_resumen(rutas: Rutas) -> None:
    nuevo = _texto([FILAS[0], *(f"{fila}.5" for fila in FILAS[1:])])
    (rutas.datos_crudos / "lluvias/2030/mm.csv").write_bytes(nuevo)
    fallas = _fallas(rutas)
    assert len(fallas) == 6
    assert "fila 2 cambiada" in fallas[0]
    assert "fila 6 cambiada" in fallas[4]
    assert fallas[5].endswith("y 2 diferencias más")


@pytest.mark.parametrize(
    ("archivo", "contenido"),
    [
        # Mismas filas con otro final de línea: cambia el archivo y ninguna fila.
        ("mm.csv", _texto(FILAS).replace(b"\n", b"\r\n")),
        # Un archivo que no es CSV no tiene filas que señalar.
        ("mapa.geojson", b'{"lluvia": 2}\n'),
    ],
)
def test_un_cambio_sin_fila_que_senalar(rutas: Rutas, archivo: str, contenido: bytes) -> None:
    (rutas.datos_crudos / "lluvias/2030" / archivo).write_bytes(contenido)
    (falla,) = _fallas(rutas)
    assert falla.startswith(f"[lluvias_2030] data/raw/lluvias/2030/{archivo} · huella_del_archivo")


def test_sin_huellas_por_fila_se_dice_solo_el_archivo(rutas: Rutas) -> None:
    (rutas.huellas / "lluvias_2030.json").unlink()
    (rutas.datos_crudos / "lluvias/2030/mm.csv").write_bytes(_texto(FILAS[:-1]))
    (falla,) = _fallas(rutas)
    assert "data/raw/lluvias/2030/mm.csv · huella_del_archivo" in falla


def test_un_archivo_que_no_esta(rutas: Rutas) -> None:
    (rutas.datos_crudos / "lluvias/2030/mapa.geojson").unlink()
    assert _fallas(rutas) == [
        "[lluvias_2030] data/raw/lluvias/2030/mapa.geojson · archivo_presente: "
        "el archivo declarado no está"
    ]


def test_un_archivo_que_nadie_declara(rutas: Rutas) -> None:
    carpeta = rutas.datos_crudos / "lluvias" / "2030"
    (carpeta / "otro.csv").write_text("a\n")
    (carpeta / ".oculto").write_text("a\n")
    (rutas.datos_crudos / "informes" / "textos").mkdir(parents=True)
    (rutas.datos_crudos / "informes" / "textos" / "informe.txt").write_text("a\n")
    revision = Revision()
    revisar_sobrantes(rutas, [_leer(rutas)], revision)
    assert [(falla.lugar, falla.regla) for falla in revision.fallas] == [
        ("data/raw/lluvias/2030/otro.csv", "archivo_declarado")
    ]


# Firmar


def test_firmar_sin_cambios_no_toca_nada(rutas: Rutas) -> None:
    antes = {ruta: ruta.read_bytes() for ruta in rutas.fuentes.rglob("*.*")}
    assert len(antes) == 2
    assert firmar(rutas, _leer(rutas)) == []
    assert {ruta: ruta.read_bytes() for ruta in rutas.fuentes.rglob("*.*")} == antes


def test_firmar_cambia_solo_la_huella_del_archivo_que_cambio(rutas: Rutas) -> None:
    declaracion = rutas.fuentes / "lluvias_2030.yml"
    antes = declaracion.read_text(encoding="utf-8").splitlines()
    nuevo = _texto([*FILAS, "2027,8", "2028,9"])
    (rutas.datos_crudos / "lluvias/2030/mm.csv").write_bytes(nuevo)
    cambios = firmar(rutas, _leer(rutas))
    assert cambios == [f"lluvias/2030/mm.csv: 7 → 9 filas, 57 → {len(nuevo)} bytes"]
    despues = declaracion.read_text(encoding="utf-8").splitlines()
    assert [(a, d) for a, d in zip(antes, despues, strict=True) if a != d] == [
        (f'    sha256: "{sha256_de(_texto(FILAS))}"', f'    sha256: "{sha256_de(nuevo)}"'),
        ("    bytes: 57", f"    bytes: {len(nuevo)}"),
        ("    filas: 7", "    filas: 9"),
    ]
    assert _fallas(rutas) == []
    assert firmar(rutas, _leer(rutas)) == []


def test_firmar_el_archivo_declarado_en_una_linea(rutas: Rutas) -> None:
    nuevo = b'{"lluvia": 1000}\n'
    (rutas.datos_crudos / "lluvias/2030/mapa.geojson").write_bytes(nuevo)
    assert firmar(rutas, _leer(rutas)) == [f"lluvias/2030/mapa.geojson: 14 → {len(nuevo)} bytes"]
    leida = _leer(rutas)
    assert (leida.archivos[0].bytes, leida.archivos[0].filas) == (57, 7)
    assert (leida.archivos[1].bytes, leida.archivos[1].filas) == (len(nuevo), None)
    assert _fallas(rutas) == []


@pytest.mark.parametrize(
    "entrada",
    [
        "  - {filas: 7, bytes: 57, sha256: SHA, tabla: mm, ruta: lluvias/2030/mm.csv}",
        "  - {ruta: lluvias/2030/mm.csv, tabla: mm, filas: 7, bytes: 57, sha256: SHA}",
        '  - {ruta: "lluvias/2030/mm.csv", tabla: mm, sha256: SHA, bytes: 57, filas: 7}',
    ],
    ids=["al_reves", "huella_al_final", "ruta_entre_comillas"],
)
def test_firmar_no_estropea_una_declaracion_escrita_de_otra_forma(
    rutas: Rutas, entrada: str
) -> None:
    """Dice que no pudo y deja la declaración como estaba: no cambia la huella de otro archivo."""
    declaracion = rutas.fuentes / "lluvias_2030.yml"
    texto = declaracion.read_text(encoding="utf-8")
    desde, hasta = texto.index("  - ruta: lluvias"), texto.index("  - {ruta: lluvias")
    sha256 = sha256_de(_texto(FILAS))
    texto = texto[:desde] + entrada.replace("SHA", sha256) + "\n" + texto[hasta:]
    declaracion.write_text(texto, encoding="utf-8", newline="\n")
    (rutas.datos_crudos / "lluvias/2030/mm.csv").write_bytes(_texto(FILAS[:-1]))
    with pytest.raises(ErrorDeDeclaracion) as error:
        firmar(rutas, _leer(rutas))
    assert "lluvias/2030/mm.csv" in error.value.que
    assert error.value.donde == str(declaracion)
    assert declaracion.read_text(encoding="utf-8") == texto


def test_firmar_un_archivo_que_no_esta(rutas: Rutas) -> None:
    ruta = rutas.datos_crudos / "lluvias/2030/mm.csv"
    antes = (rutas.fuentes / "lluvias_2030.yml").read_bytes()
    ruta.unlink()
    with pytest.raises(ErrorDeDeclaracion, match="No se puede firmar") as error:
        firmar(rutas, _leer(rutas))
    assert error.value.donde == str(ruta)
    assert (rutas.fuentes / "lluvias_2030.yml").read_bytes() == antes


def test_todas_las_fuentes_del_repositorio_estan_firmadas() -> None:
    fuentes = list(leer_registro(RUTAS).values())
    revision = Revision()
    revisar_huellas(RUTAS, fuentes, revision)
    revisar_sobrantes(RUTAS, fuentes, revision)
    assert [str(falla) for falla in revision.fallas] == []
    assert revision.comprobaciones["huella"] == sum(len(f.archivos) for f in fuentes) > 30


def test_bytes_filas_y_huellas_por_fila_son_los_reales() -> None:
    """Lo que se muestra de cada fuente (filas) no puede quedarse atrás de lo que hay."""
    revisados = 0
    for fuente in leer_registro(RUTAS).values():
        guardadas = json.loads((RUTAS.huellas / f"{fuente.fuente_id}.json").read_text("utf-8"))
        csvs = {archivo.ruta for archivo in fuente.archivos if archivo.ruta.endswith(".csv")}
        assert set(guardadas) == csvs, fuente.fuente_id
        for archivo in fuente.archivos:
            contenido = (RUTAS.datos_crudos / archivo.ruta).read_bytes()
            assert archivo.bytes == len(contenido), archivo.ruta
            if archivo.ruta not in csvs:
                assert archivo.filas is None, archivo.ruta
                continue
            assert archivo.filas == contenido.count(b"\n") - 1, archivo.ruta
            assert guardadas[archivo.ruta] == "".join(huellas_por_fila(contenido)), archivo.ruta
            revisados += 1
    assert revisados > 30
