"""Hace de ``python -m pipelines … --json`` en las pruebas de la página: mismo trato, sin datos.

Se corre como programa; lo que sabe queda en ``estado.json``, en la carpeta de la variable
``TABLERO_FALSO``. El comienzo del archivo que se ensaya decide lo que pasa: IGUAL, FALLAS, ROMPE,
ERROR, MUERE o LENTO (espera a que aparezca ``seguir`` en esa carpeta); con otro, queda listo.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

CARPETA = Path(os.environ.get("TABLERO_FALSO", "."))
ESTADO = CARPETA / "estado.json"
CORTE_DE_ENTRADA = {
    "id": "20261120-150000-aaaaaaaaaaaa",
    "creado": "2026-11-20T15:00:00+00:00",
    "quien": "sistemas",
    "accion": "construir",
    "ensayo": None,
    "archivo": None,
    "sha256": None,
    "mart_sha256": "a" * 64,
    "filas": {"idc": 3000, "observaciones": 26070},
    "vigente": True,
    "detalle": "",
}
LARGAS = ("crudo", "marts", "movimientos", "rompe")


def leer() -> dict[str, Any]:
    if not ESTADO.exists():
        return {"ensayos": [], "cortes": [CORTE_DE_ENTRADA], "bitacora": []}
    estado: dict[str, Any] = json.loads(ESTADO.read_text(encoding="utf-8"))
    return estado


def ensayo_de(familia: str, archivo: str, contenido: bytes, base: str) -> dict[str, Any]:
    """Un ensayo como lo devuelve el motor; sus cifras son inventadas."""
    sha256 = hashlib.sha256(contenido).hexdigest()
    estado = "listo"
    fallas: list[dict[str, str]] = []
    rompe: list[dict[str, str]] = []
    if contenido.startswith(b"IGUAL"):
        estado = "igual"
    if contenido.startswith(b"FALLAS"):
        estado = "con_fallas"
        fallas = [
            {"fuente": "idc_2025", "donde": "idc, fila 7", "regla": "idc__puesto_en_rango",
             "que": "puesto 40 de 33"}
        ]  # fmt: skip
    if contenido.startswith(b"ROMPE"):
        rompe = [{"que": "Cita guardada", "detalle": "la vista ABCD1234 pierde su último dato"}]
    return {
        "id": f"20261121-2115{len(leer()['ensayos']):02d}-{familia}-{sha256[:12]}",
        "familia": familia,
        "fuente_id": "idc_2025",
        "fuente_nueva": "idc_2025",
        "edicion": "2025",
        "archivo": {"nombre": archivo, "bytes": len(contenido), "sha256": sha256},
        "creado": "2026-11-21T21:15:03+00:00",
        "quien": None,
        "estado": estado,
        "base": base,
        "avisos": ["El indicador LAB-9 cambió de nombre."],
        "comprobaciones": {"pasan": 812, "fallas": fallas},
        "crudo": [
            {"tabla": "idc_puntajes", "leidas": 2970, "iguales": 2925, "distintas": 12,
             "nuevas": 33, "faltan": 0}
        ],
        "marts": []
        if estado == "igual"
        else [
            {"tabla": "idc", "filas_antes": 3000, "filas_despues": 3033, "nuevas": 33,
             "cambiadas": 12, "perdidas": 0}
        ],
        "movimientos": []
        if estado == "igual"
        else [
            {"tabla": "idc", "fila": "54 · SOF · 2025", "columna": "puntaje", "indicador":
             "Sofisticación", "lugar": "Norte de Santander", "periodo": "2025", "antes": 4.21,
             "ahora": 5.0, "cambio": 0.79, "cambio_relativo": 0.1876},
            {"tabla": "idc", "fila": "54 · INS · 2025", "columna": "puntaje", "indicador":
             "Instituciones", "lugar": "Norte de Santander", "periodo": "2025", "antes": None,
             "ahora": 1234.5, "cambio": None, "cambio_relativo": None},
        ],
        "rompe": rompe,
    }  # fmt: skip


def decir(mensaje: dict[str, Any]) -> None:
    print(json.dumps(mensaje, ensure_ascii=False), flush=True)


def fallar(que: str, donde: str) -> int:
    decir({"error": {"que": que, "donde": donde, "esperado": "la hoja Valor_ranking",
                     "hacer": "Revise el archivo."}})  # fmt: skip
    return 1


def anotar(estado: dict[str, Any], accion: str, quien: str | None, **campos: Any) -> None:
    vacio = dict.fromkeys(("ensayo", "corte", "archivo", "sha256", "detalle"))
    cuando = f"2026-11-21T21:2{len(estado['bitacora'])}:00+00:00"
    estado["bitacora"].insert(
        0, {"cuando": cuando, "quien": quien, "accion": accion, **vacio, **campos}
    )


def corte_nuevo(estado: dict[str, Any], quien: str, accion: str, de: Any) -> dict[str, Any]:
    for corte in estado["cortes"]:
        corte["vigente"] = False
    numero = len(estado["cortes"])
    nuevo = {
        **CORTE_DE_ENTRADA,
        "id": f"20261121-2117{numero:02d}-bbbbbbbbbbbb",
        "creado": f"2026-11-21T21:17:{numero:02d}+00:00",
        "quien": quien,
        "accion": accion,
        "archivo": de.get("archivo"),
        "sha256": de.get("sha256"),
        "filas": {"idc": 3033, "observaciones": 26070},
    }
    estado["cortes"].insert(0, nuevo)
    return nuevo


def _ensayar(estado: dict[str, Any], argumentos: list[str]) -> int:
    familia, *resto = argumentos
    archivo, contenido = "divipola.csv", b"traido"
    if "--traer" not in resto:
        ruta = Path(resto[0])
        archivo, contenido = ruta.name, ruta.read_bytes()
        (CARPETA / "ruta.txt").write_text(str(ruta), encoding="utf-8")
    decir({"aviso": f"Leyendo {archivo}"})
    if contenido.startswith(b"LENTO"):
        limite = time.monotonic() + 20
        while not (CARPETA / "seguir").exists() and time.monotonic() < limite:
            time.sleep(0.02)
    if contenido.startswith(b"ERROR"):
        return fallar("El libro no trae la hoja Valor_ranking.", str(resto[0]))
    if contenido.startswith(b"MUERE"):
        print("Traceback: Juana Pérez, cédula 12345678", file=sys.stderr)
        return 3
    ensayo = ensayo_de(familia, archivo, contenido, estado["cortes"][0]["id"])
    propia = CARPETA / "data" / "ensayos" / ensayo["id"]
    propia.mkdir(parents=True)
    (propia / "ensayo.json").write_text(json.dumps(ensayo), encoding="utf-8")
    estado["ensayos"].insert(0, ensayo)
    anotar(estado, "ensayar", resto[-1], ensayo=ensayo["id"], archivo=archivo)
    decir({"resultado": ensayo})
    return 0


def main(argumentos: list[str]) -> int:
    argumentos = [a for a in argumentos if a != "--json"]
    orden, *resto = argumentos
    estado = leer()
    codigo = 0
    if orden == "ensayar":
        codigo = _ensayar(estado, resto)
    elif orden == "ensayos":
        cortos = [{c: v for c, v in e.items() if c not in LARGAS} for e in estado["ensayos"]]
        decir({"resultado": cortos})
        return 0
    elif orden in ("cortes", "bitacora"):
        decir({"resultado": estado[orden]})
        return 0
    else:
        cual, _, quien = resto
        if orden == "volver":
            (viejo,) = [c for c in estado["cortes"] if c["id"] == cual]
            dado = corte_nuevo(estado, quien, orden, viejo)
            anotar(estado, orden, quien, corte=dado["id"])
        else:
            hallados = [e for e in estado["ensayos"] if e["id"] == cual]
            if not hallados:
                return fallar("Ese ensayo ya no está.", cual)
            estado["ensayos"].remove(hallados[0])
            archivo = hallados[0]["archivo"]
            de = {"archivo": archivo["nombre"], "sha256": archivo["sha256"]}
            dado = {"id": cual}
            if orden == "publicar":
                dado = corte_nuevo(estado, quien, orden, de)
            anotar(estado, orden, quien, ensayo=cual, **de)
        decir({"resultado": dado})
    if codigo == 0:
        ESTADO.write_text(json.dumps(estado), encoding="utf-8")
    return codigo


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
