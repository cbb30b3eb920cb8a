"""Las declaraciones de fuentes: cada regla del esquema se dice en español, con archivo y campo."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from pipelines.errores import ErrorDeDeclaracion
from pipelines.registro import ESQUEMA, elegir_fuente, leer_fuente, leer_registro, leer_yaml
from pipelines.rutas import RUTAS
from tests.apoyo import Arbol

ESQUEMA_LEIDO: dict[str, Any] = json.loads(ESQUEMA.read_text(encoding="utf-8"))
VALIDADOR = Draft202012Validator(ESQUEMA_LEIDO)
HUELLA = "ab" * 32

VALIDA: dict[str, Any] = {
    "fuente_id": "lluvias_2030",
    "titulo": "Lluvias 2030",
    "productor": "Estación La Playa",
    "descripcion": "Milímetros de lluvia por municipio y mes.",
    "edicion": "2030",
    "tipo": "oficial",
    "familia": "lluvias",
    "url_pagina": None,
    "url_descarga": None,
    "licencia": {"nombre": None, "url": None},
    "cita": "Estación La Playa. Lluvias 2030, boletín único.",
    "lectura": "boletín en papel",
    "fecha_publicacion": "2030-01-31",
    "fecha_consulta": "2030-02-01",
    "ultimo_dato": "2030-01",
    "proxima_actualizacion": None,
    "archivos": [
        {"ruta": "lluvias/2030/mm.csv", "tabla": "mm", "sha256": HUELLA, "bytes": 10, "filas": 2}
    ],
    "citas_de_fila": {"F001": "Boletín único, página 3"},
    "quiebres": [{"indicador_id": "lluvia", "periodo": "2029", "motivo": "cambió el pluviómetro"}],
    "advertencias": ["no_sumar"],
    "notas": ["Faltan los domingos."],
}

Danio = Callable[[dict[str, Any]], None]


def _leer(carpeta: Path, contenido: Any, nombre: str = "lluvias_2030.yml") -> Any:
    ruta = carpeta / nombre
    ruta.write_text(yaml.safe_dump(contenido, allow_unicode=True), encoding="utf-8")
    return leer_fuente(ruta, VALIDADOR)


def _poner(campo: str, valor: Any) -> Danio:
    """Cambia un campo, que se nombra como en el mensaje: «archivos.0.bytes»."""

    def danar(contenido: dict[str, Any]) -> None:
        *camino, ultimo = [int(p) if p.isdigit() else p for p in campo.split(".")]
        lugar: Any = contenido
        for parte in camino:
            lugar = lugar[parte]
        lugar[ultimo] = valor

    return danar


def test_una_declaracion_valida_se_lee_completa(tmp_path: Path) -> None:
    fuente = _leer(tmp_path, VALIDA)
    assert fuente.fuente_id == "lluvias_2030"
    assert (fuente.licencia, fuente.licencia_url) == (None, None)
    assert fuente.fecha_publicacion == "2030-01-31"
    assert fuente.archivos[0].ruta == "lluvias/2030/mm.csv"
    assert (fuente.archivos[0].bytes, fuente.archivos[0].filas) == (10, 2)
    assert fuente.quiebres[0].periodo == "2029"
    assert fuente.citas_de_fila == {"F001": "Boletín único, página 3"}
    assert fuente.advertencias == ("no_sumar",)


def test_citas_de_fila_es_lo_unico_que_se_puede_omitir(tmp_path: Path) -> None:
    contenido = copy.deepcopy(VALIDA)
    del contenido["citas_de_fila"]
    assert _leer(tmp_path, contenido).citas_de_fila == {}
    assert set(ESQUEMA_LEIDO["properties"]) - set(ESQUEMA_LEIDO["required"]) == {"citas_de_fila"}


@pytest.mark.parametrize("campo", ESQUEMA_LEIDO["required"])
def test_falta_un_campo(tmp_path: Path, campo: str) -> None:
    contenido = copy.deepcopy(VALIDA)
    del contenido[campo]
    with pytest.raises(ErrorDeDeclaracion) as error:
        _leer(tmp_path, contenido)
    assert error.value.donde.endswith("lluvias_2030.yml")
    assert error.value.esperado == f"campo «raíz»: falta un campo obligatorio (['{campo}'])"


@pytest.mark.parametrize(
    ("lugar", "campo"),
    [
        *(("archivos.0", c) for c in ("ruta", "tabla", "sha256", "bytes", "filas")),
        *(("quiebres.0", c) for c in ("indicador_id", "periodo", "motivo")),
        *(("licencia", c) for c in ("nombre", "url")),
    ],
)
def test_falta_un_campo_de_adentro(tmp_path: Path, lugar: str, campo: str) -> None:
    contenido = copy.deepcopy(VALIDA)
    parte = contenido["licencia"] if lugar == "licencia" else contenido[lugar.split(".")[0]][0]
    del parte[campo]
    with pytest.raises(ErrorDeDeclaracion) as error:
        _leer(tmp_path, contenido)
    assert f"campo «{lugar}»: falta un campo obligatorio (['{campo}'])" == error.value.esperado


# Cada regla del esquema, con un valor que la incumple: «campo:regla» → (valor, frase).
REGLAS: dict[str, tuple[Any, str]] = {
    "fuente_id:pattern": ("Lluvias 2030", "el texto no tiene la forma debida"),
    "titulo:minLength": ("x", "el texto es demasiado corto (5)"),
    "productor:minLength": ("x", "el texto es demasiado corto (3)"),
    "descripcion:minLength": ("poco", "el texto es demasiado corto (20)"),
    "edicion:minLength": ("", "el texto es demasiado corto (1)"),
    "tipo:enum": ("rumor", "el valor no está entre los admitidos"),
    "familia:pattern": ("Lluvias", "el texto no tiene la forma debida"),
    "licencia:type": ("libre", "el tipo de dato no es el debido (varios campos)"),
    "licencia.nombre:type": (3, "el tipo de dato no es el debido (texto o null)"),
    "licencia.url:type": (3, "el tipo de dato no es el debido (texto o null)"),
    "url_pagina:type": (3, "el tipo de dato no es el debido (texto o null)"),
    "url_descarga:type": (3, "el tipo de dato no es el debido (texto o null)"),
    "url_descarga:pattern": ("https://mm.co/pagina", "el texto no tiene la forma debida"),
    "cita:minLength": ("DANE", "el texto es demasiado corto (20)"),
    "lectura:minLength": ("web", "el texto es demasiado corto (5)"),
    "fecha_publicacion:pattern": ("31/01/2030", "el texto no tiene la forma debida"),
    "fecha_publicacion:type": (2030, "el tipo de dato no es el debido (texto o null)"),
    "fecha_consulta:pattern": ("febrero", "el texto no tiene la forma debida"),
    "fecha_consulta:type": (None, "el tipo de dato no es el debido (texto)"),
    "ultimo_dato:pattern": ("enero", "el texto no tiene la forma debida"),
    "proxima_actualizacion:type": (3, "el tipo de dato no es el debido (texto o null)"),
    "archivos:minItems": ([], "la lista está vacía"),
    "archivos:type": ("mm.csv", "el tipo de dato no es el debido (lista)"),
    "archivos.0:type": ("mm.csv", "el tipo de dato no es el debido (varios campos)"),
    "archivos.0.ruta:pattern": ("Lluvias\\mm.csv", "el texto no tiene la forma debida"),
    "archivos.0.tabla:pattern": ("la tabla", "el texto no tiene la forma debida"),
    "archivos.0.sha256:pattern": ("abc", "el texto no tiene la forma debida"),
    "archivos.0.bytes:minimum": (0, "el número es menor que el mínimo (1)"),
    "archivos.0.bytes:type": ("diez", "el tipo de dato no es el debido (número entero)"),
    "archivos.0.filas:minimum": (0, "el número es menor que el mínimo (1)"),
    "archivos.0.filas:type": ("dos", "el tipo de dato no es el debido (número entero o null)"),
    "citas_de_fila:type": (["F001"], "el tipo de dato no es el debido (varios campos)"),
    "citas_de_fila.F001:minLength": ("corta", "el texto es demasiado corto (10)"),
    "citas_de_fila.F001:type": (1, "el tipo de dato no es el debido (texto)"),
    "quiebres:type": ("2029", "el tipo de dato no es el debido (lista)"),
    "quiebres.0:type": ("2029", "el tipo de dato no es el debido (varios campos)"),
    "quiebres.0.indicador_id:type": (3, "el tipo de dato no es el debido (texto)"),
    "quiebres.0.periodo:type": (2029, "el tipo de dato no es el debido (texto)"),
    "quiebres.0.motivo:minLength": ("cambió", "el texto es demasiado corto (15)"),
    "advertencias:type": ("no_sumar", "el tipo de dato no es el debido (lista)"),
    "advertencias:uniqueItems": (["no_sumar", "no_sumar"], "la lista tiene elementos repetidos"),
    "advertencias.0:type": (3, "el tipo de dato no es el debido (texto)"),
    "notas:type": ("una", "el tipo de dato no es el debido (lista)"),
    "notas.0:minLength": ("corta", "el texto es demasiado corto (10)"),
    "notas.0:type": (3, "el tipo de dato no es el debido (texto)"),
}  # fmt: skip


@pytest.mark.parametrize("regla", REGLAS)
def test_cada_regla_del_esquema_se_explica(tmp_path: Path, regla: str) -> None:
    campo = regla.split(":")[0]
    valor, frase = REGLAS[regla]
    contenido = copy.deepcopy(VALIDA)
    _poner(campo, valor)(contenido)
    with pytest.raises(ErrorDeDeclaracion) as error:
        _leer(tmp_path, contenido)
    assert error.value.donde.endswith("lluvias_2030.yml")
    assert f"campo «{campo}»: {frase}" in error.value.esperado
    assert error.value.hacer
    ingles = r"\b(string|integer|array|object|required|pattern|minItems|minLength|enum|type)\b"
    assert not re.search(ingles, str(error.value))


def _reglas_del_esquema(parte: dict[str, Any], camino: str) -> set[str]:
    """«campo:regla» de todo el esquema, salvo los tipos que otra regla del campo ya implica."""
    halladas = {
        f"{camino}:{regla}"
        for regla in ("pattern", "enum", "minLength", "minItems", "minimum", "uniqueItems")
        if regla in parte and camino
    }
    tipos = parte.get("type")
    if camino and tipos not in (None, "string"):
        halladas.add(f"{camino}:type")
    adentro = f"{camino}." if camino else ""
    for nombre, hijo in parte.get("properties", {}).items():
        halladas |= _reglas_del_esquema(hijo, adentro + nombre)
    if isinstance(parte.get("items"), dict):
        halladas |= _reglas_del_esquema(parte["items"], adentro + "0")
    if isinstance(parte.get("additionalProperties"), dict):
        halladas |= _reglas_del_esquema(parte["additionalProperties"], adentro + "F001")
    return halladas


def test_ninguna_regla_del_esquema_queda_sin_prueba() -> None:
    del_esquema = _reglas_del_esquema(ESQUEMA_LEIDO, "")
    assert len(del_esquema) > 30
    assert del_esquema - set(REGLAS) == set()


@pytest.mark.parametrize(
    ("lugar", "campo"),
    [("raíz", "fecha"), ("licencia", "texto"), ("archivos.0", "hoja"), ("quiebres.0", "nota")],
)
def test_sobra_un_campo(tmp_path: Path, lugar: str, campo: str) -> None:
    contenido = copy.deepcopy(VALIDA)
    _poner(campo if lugar == "raíz" else f"{lugar}.{campo}", "algo")(contenido)
    with pytest.raises(ErrorDeDeclaracion) as error:
        _leer(tmp_path, contenido)
    assert error.value.esperado == f"campo «{lugar}»: hay un campo que no existe (['{campo}'])"


def test_todas_las_fallas_se_dicen_de_una_vez(tmp_path: Path) -> None:
    contenido = copy.deepcopy(VALIDA)
    contenido |= {"tipo": "rumor", "edicion": ""}
    del contenido["cita"]
    with pytest.raises(ErrorDeDeclaracion) as error:
        _leer(tmp_path, contenido)
    assert error.value.esperado.count("campo «") == 3
    for parte in ("campo «tipo»", "campo «edicion»", "['cita']"):
        assert parte in error.value.esperado


@pytest.mark.parametrize("contenido", [None, [], "texto suelto"])
def test_una_declaracion_que_no_es_una_lista_de_campos(tmp_path: Path, contenido: Any) -> None:
    with pytest.raises(ErrorDeDeclaracion) as error:
        _leer(tmp_path, contenido)
    assert "campo «raíz»: el tipo de dato no es el debido" in error.value.esperado


def test_el_nombre_del_archivo_es_el_fuente_id(tmp_path: Path) -> None:
    with pytest.raises(ErrorDeDeclaracion) as error:
        _leer(tmp_path, VALIDA, "lluvias.yml")
    assert error.value.esperado == "fuente_id: lluvias"


def test_yaml_roto_dice_la_linea(tmp_path: Path) -> None:
    ruta = tmp_path / "rota.yml"
    ruta.write_text("fuente_id: rota\ntitulo: [sin cerrar\notra: 1\n", encoding="utf-8")
    with pytest.raises(ErrorDeDeclaracion) as error:
        leer_yaml(ruta)
    assert error.value.que == "El YAML no se puede leer."
    assert error.value.donde == f"{ruta}, línea 3"


def test_yaml_que_no_es_utf8_y_yaml_que_no_esta(tmp_path: Path) -> None:
    ruta = tmp_path / "latina.yml"
    ruta.write_bytes("titulo: Ocaña\n".encode("latin-1"))
    with pytest.raises(ErrorDeDeclaracion, match="El YAML no se puede leer") as error:
        leer_yaml(ruta)
    assert "UTF-8" in error.value.esperado
    with pytest.raises(ErrorDeDeclaracion, match="Falta un archivo de declaración") as error:
        leer_yaml(tmp_path / "nada.yml")
    assert error.value.donde == str(tmp_path / "nada.yml")


def test_las_fechas_se_leen_como_se_escriben(tmp_path: Path) -> None:
    ruta = tmp_path / "fecha.yml"
    ruta.write_text("dia: 2026-11-21\nsi: true\n", encoding="utf-8")
    assert leer_yaml(ruta) == {"dia": "2026-11-21", "si": True}


# El registro completo


def test_se_leen_las_veinte_fuentes_en_orden() -> None:
    fuentes = leer_registro(RUTAS)
    assert list(fuentes) == sorted(fuentes)
    assert set(fuentes) >= {
        "idc_2018", "idc_2024", "idc_2025", "idc_2026", "idc_prensa", "pib_2025pr", "pib_2020pr",
        "pobreza_monetaria_marco2005", "pobreza_monetaria_marco2018_pub2024",
        "pobreza_monetaria_pub2025_prensa", "pobreza_multidimensional_2024", "divipola_2021",
        "mgn_2018", "cede_2019", "pdet_2025", "poblacion_2018_2035", "exportaciones_2026_10",
        "camaras_prensa_2026", "informe_gestion_2020_2023", "rendicion_cuentas_2024_2025",
    }  # fmt: skip
    assert fuentes["idc_2024"].fecha_consulta == "2026-11-21"
    assert fuentes["idc_2024"].edicion == "2024"


def test_una_advertencia_que_no_existe(arbol: Arbol) -> None:
    arbol.cambiar_texto("pipelines/fuentes/idc_2018.yml", "  - edicion_vieja", "  - inventada")
    with pytest.raises(ErrorDeDeclaracion) as error:
        leer_registro(arbol.rutas)
    assert error.value.que == "La advertencia «inventada» no existe."
    assert error.value.donde == "pipelines/fuentes/idc_2018.yml"
    assert "cambio_de_metodologia" in error.value.esperado


def test_dos_fuentes_no_declaran_el_mismo_archivo(arbol: Arbol) -> None:
    arbol.cambiar_texto(
        "pipelines/fuentes/idc_2026.yml", "idc/2026/general.csv", "idc/2018/general.csv"
    )
    with pytest.raises(ErrorDeDeclaracion) as error:
        leer_registro(arbol.rutas)
    assert error.value.donde == "idc/2018/general.csv"
    assert "idc_2018 o idc_2026" in error.value.esperado


def test_sin_ninguna_fuente(arbol: Arbol) -> None:
    declaraciones = list(arbol.rutas.fuentes.glob("*.yml"))
    assert declaraciones
    for ruta in declaraciones:
        ruta.unlink()
    with pytest.raises(ErrorDeDeclaracion, match="No hay ninguna fuente declarada"):
        leer_registro(arbol.rutas)


def test_elegir_una_fuente_o_todas() -> None:
    fuentes = leer_registro(RUTAS)
    assert [f.fuente_id for f in elegir_fuente(fuentes, "pib_2025pr")] == ["pib_2025pr"]
    assert elegir_fuente(fuentes, None) == list(fuentes.values())
    with pytest.raises(ErrorDeDeclaracion, match="«pib»") as error:
        elegir_fuente(fuentes, "pib")
    assert "pib_2020pr, pib_2025pr" in error.value.esperado
