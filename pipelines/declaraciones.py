"""Vuelve tablas de preparación lo que se declara en YAML: fuentes, citas, quiebres, indicadores…

Así los marts de metadatos se arman con SQL como los demás.
"""

from __future__ import annotations

import hashlib

import pandas as pd

from pipelines.errores import ErrorDeDeclaracion
from pipelines.registro import Fuente, leer_yaml
from pipelines.rutas import Rutas

SEPARADOR = " · "


def _fuentes(fuentes: list[Fuente]) -> pd.DataFrame:
    filas = []
    for fuente in fuentes:
        juntas = "".join(sorted(archivo.sha256 for archivo in fuente.archivos))
        sha256 = fuente.archivos[0].sha256
        if len(fuente.archivos) > 1:
            # Con varios archivos, la huella es la de la lista ordenada de sus huellas.
            sha256 = hashlib.sha256(juntas.encode()).hexdigest()
        filas.append(
            {
                "fuente_id": fuente.fuente_id,
                "productor": fuente.productor,
                "titulo": fuente.titulo,
                "edicion": fuente.edicion,
                "tipo": fuente.tipo,
                "familia": fuente.familia,
                "descripcion": fuente.descripcion,
                "fecha_publicacion": fuente.fecha_publicacion,
                "fecha_consulta": fuente.fecha_consulta,
                "ultimo_dato": fuente.ultimo_dato,
                "proxima_actualizacion": fuente.proxima_actualizacion,
                "licencia": fuente.licencia,
                "licencia_url": fuente.licencia_url,
                "url_pagina": fuente.url_pagina,
                "cita": fuente.cita,
                "lectura": fuente.lectura,
                "advertencias": SEPARADOR.join(fuente.advertencias) or None,
                "notas": SEPARADOR.join(fuente.notas) or None,
                "n_archivos": len(fuente.archivos),
                "filas": sum(archivo.filas or 0 for archivo in fuente.archivos),
                "sha256": sha256,
            }
        )
    return pd.DataFrame(filas)


def _citas(fuentes: list[Fuente]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"fuente_id": fuente.fuente_id, "cita_id": cita_id, "texto": texto}
            for fuente in fuentes
            for cita_id, texto in sorted(fuente.citas_de_fila.items())
        ],
        columns=["fuente_id", "cita_id", "texto"],
    )


def _quiebres(fuentes: list[Fuente]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "indicador_id": quiebre.indicador_id,
                "periodo": quiebre.periodo,
                "motivo": quiebre.motivo,
                "fuente_id": fuente.fuente_id,
            }
            for fuente in fuentes
            for quiebre in fuente.quiebres
        ],
        columns=["indicador_id", "periodo", "motivo", "fuente_id"],
    )


_SENTIDOS = {"mas_es_mejor", "menos_es_mejor", "neutro"}
_DE_INDICADOR = {"indicador_id", "nombre", "nombre_corto", "unidad", "decimales", "sentido",
                 "niveles", "familia", "frecuencia", "formula", "descripcion", "advertencias",
                 "sinonimos"}  # fmt: skip
_DE_CONTRADICCION = {"contradiccion_id", "tema", "indicador_id", "titulo", "lado_a", "lado_b",
                     "diferencia", "tratamiento", "explicacion"}  # fmt: skip
_DE_EVENTO_MARCADO = {"fecha", "titulo", "rotulo"}
_DE_RELACION = {"indicadores", "motivo"}
_DE_LADO = {"fuente_id", "cita", "texto", "valor", "comprobacion"}


def _exigir_campos(entrada: dict[str, object], campos: set[str], lugar: str) -> None:
    faltan, sobran = sorted(campos - set(entrada)), sorted(set(entrada) - campos)
    if faltan or sobran:
        raise ErrorDeDeclaracion(
            que="La declaración está incompleta o tiene campos que no existen.",
            donde=lugar,
            esperado=f"faltan {faltan or 'ninguno'}; sobran {sobran or 'ninguno'}",
            hacer="Compárela con otra entrada del mismo archivo.",
        )


def _indicadores(rutas: Rutas) -> pd.DataFrame:
    unidades = leer_yaml(rutas.pipelines / "unidades.yml")
    vocabulario = leer_yaml(rutas.pipelines / "advertencias.yml")
    filas = []
    for entrada in leer_yaml(rutas.pipelines / "indicadores.yml"):
        lugar = f"pipelines/indicadores.yml, «{entrada.get('indicador_id')}»"
        _exigir_campos(entrada, _DE_INDICADOR, lugar)
        desconocidas = set(entrada["advertencias"]) - set(vocabulario)
        if entrada["unidad"] not in unidades or entrada["sentido"] not in _SENTIDOS or desconocidas:
            raise ErrorDeDeclaracion(
                que="Unidad, sentido o advertencia que no existe.",
                donde=lugar,
                esperado=f"unidad de unidades.yml, sentido {sorted(_SENTIDOS)}, advertencias de "
                f"advertencias.yml (sobran: {sorted(desconocidas)})",
                hacer="Use una clave existente.",
            )
        filas.append(
            {
                **{c: entrada[c] for c in ("indicador_id", "nombre", "nombre_corto", "unidad",
                                           "decimales", "sentido", "familia", "frecuencia",
                                           "formula", "descripcion")},
                "nivel": ", ".join(entrada["niveles"]),
                "advertencias": SEPARADOR.join(entrada["advertencias"]) or None,
                "sinonimos": SEPARADOR.join(entrada["sinonimos"]) or None,
            }
        )  # fmt: skip
    return pd.DataFrame(filas)


def _contradicciones(rutas: Rutas) -> pd.DataFrame:
    filas = []
    for entrada in leer_yaml(rutas.pipelines / "contradicciones.yml"):
        lugar = f"pipelines/contradicciones.yml, «{entrada.get('contradiccion_id')}»"
        _exigir_campos(entrada, _DE_CONTRADICCION, lugar)
        fila = {
            c: entrada[c]
            for c in ("contradiccion_id", "tema", "indicador_id", "titulo", "diferencia",
                      "tratamiento", "explicacion")
        }  # fmt: skip
        for lado in ("a", "b"):
            contenido = entrada[f"lado_{lado}"]
            _exigir_campos(contenido, _DE_LADO, f"{lugar}, lado_{lado}")
            fila[f"fuente_id_{lado}"] = contenido["fuente_id"]
            fila[f"cita_{lado}"] = contenido["cita"]
            fila[f"texto_{lado}"] = contenido["texto"]
            fila[f"valor_{lado}"] = contenido["valor"]
            fila[f"comprobacion_{lado}"] = contenido["comprobacion"]
        filas.append(fila)
    return pd.DataFrame(filas)


def _eventos_marcados(rutas: Rutas) -> pd.DataFrame:
    entradas = leer_yaml(rutas.pipelines / "eventos_marcados.yml")
    for entrada in entradas:
        lugar = f"pipelines/eventos_marcados.yml, «{entrada.get('titulo')}»"
        _exigir_campos(entrada, _DE_EVENTO_MARCADO, lugar)
    return pd.DataFrame(entradas, columns=sorted(_DE_EVENTO_MARCADO))


def _relacionados(rutas: Rutas) -> pd.DataFrame:
    """Las parejas de ``relacionados.yml``, con ``uno``, ``otro`` y el ``motivo``."""
    filas = []
    for numero, entrada in enumerate(leer_yaml(rutas.pipelines / "relacionados.yml"), start=1):
        lugar = f"pipelines/relacionados.yml, entrada {numero}"
        _exigir_campos(entrada, _DE_RELACION, lugar)
        pareja = entrada["indicadores"]
        if len(pareja) != 2:
            raise ErrorDeDeclaracion(
                que="Una relación es entre dos indicadores.",
                donde=lugar,
                esperado=f"dos indicador_id; hay {len(pareja)}",
                hacer="Declare una entrada por pareja.",
            )
        filas.append({"uno": pareja[0], "otro": pareja[1], "motivo": entrada["motivo"]})
    return pd.DataFrame(filas, columns=["uno", "otro", "motivo"])


def _vocabulario(rutas: Rutas, archivo: str, clave: str) -> pd.DataFrame:
    contenido = leer_yaml(rutas.pipelines / archivo)
    return pd.DataFrame(
        [
            {clave: nombre, "orden": orden, **campos}
            for orden, (nombre, campos) in enumerate(contenido.items(), start=1)
        ]
    )


def preparar_declaraciones(rutas: Rutas, fuentes: list[Fuente]) -> dict[str, pd.DataFrame]:
    """Tablas ``stg_declaracion__*``. Lanza ``ErrorDeDeclaracion`` si una clave no existe."""
    return {
        "stg_declaracion__fuentes": _fuentes(fuentes),
        "stg_declaracion__citas": _citas(fuentes),
        "stg_declaracion__quiebres": _quiebres(fuentes),
        "stg_declaracion__indicadores": _indicadores(rutas),
        "stg_declaracion__contradicciones": _contradicciones(rutas),
        "stg_declaracion__relacionados": _relacionados(rutas),
        "stg_declaracion__eventos_marcados": _eventos_marcados(rutas),
        "stg_declaracion__advertencias": _vocabulario(rutas, "advertencias.yml", "advertencia"),
        "stg_declaracion__estados": _vocabulario(rutas, "estados.yml", "estado"),
        "stg_declaracion__estados_metas": _vocabulario(rutas, "estados_metas.yml", "estado"),
        "stg_declaracion__grupos": _vocabulario(rutas, "grupos.yml", "grupo"),
        "stg_declaracion__reglas_calidad": _vocabulario(rutas, "reglas_calidad.yml", "regla"),
    }
