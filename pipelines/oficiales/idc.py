"""Base web del Índice Departamental de Competitividad (CPC y Universidad del Rosario).

Cuatro hojas: Estructura, Dato_original, Valor_normalizado y Valor_ranking (fuentes, §1.1). Las
columnas se ubican por su código y no por su lugar; las hojas que añada un tercero se ignoran.

La base se comprueba consigo misma, celda por celda: cada valor normalizado es el mínimo-máximo de
su dato original, cada subpilar, pilar y puntaje es el promedio de lo suyo y cada puesto es el orden
de sus valores (fuentes, §1.3). Con eso, una columna corrida, un año que falta o dos departamentos
cambiados no se pueden leer en silencio.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np

from pipelines.oficiales.hojas import Hoja, Libro, abrir, plano
from pipelines.oficiales.lugares import (
    NACIONAL,
    codigo_de_departamento,
    departamentos,
    exigir_departamentos,
)
from pipelines.oficiales.numeros import (
    anio_de_celda,
    es_anio,
    es_error,
    escrito,
    escrito_corto,
    numero_de_celda,
)
from pipelines.oficiales.resultado import CITA, Lectura, en_texto

FAMILIA = "idc"
CLAVE = {
    "general": ["codigo", "anio_edicion", "anio_idc"],
    "pilares": ["codigo", "anio_idc", "cod_pilar"],
    "subpilares": ["codigo", "anio_idc", "cod_subpilar"],
    "indicadores": ["codigo", "anio_idc", "cod_indicador"],
    "estructura": ["cod_indicador"],
}
COLUMNAS = {
    "general": ["departamento", "codigo", "anio_edicion", "anio_idc", "puntaje", "puesto",
                "escala", "tipo", "fuente"],
    "pilares": ["departamento", "codigo", "anio_edicion", "anio_idc", "cod_pilar", "pilar",
                "puntaje", "puesto", "fuente"],
    "subpilares": ["departamento", "codigo", "anio_edicion", "anio_idc", "cod_subpilar",
                   "subpilar", "puntaje", "puesto", "fuente"],
    "indicadores": ["departamento", "codigo", "anio_edicion", "anio_idc", "anio_dato_aprox",
                    "cod_indicador", "indicador", "inversa", "valor_original",
                    "valor_normalizado", "puesto", "fuente"],
    "estructura": ["anio_edicion", "cod_indicador", "indicador", "pilar", "subpilar", "factor",
                   "inversa", "anios_corte", "fuente"],
}  # fmt: skip

PILARES = ("INS", "INF", "TIC", "AMB", "SAL", "EDU", "EDS", "NEG", "LAB", "FIN", "TAM", "SOF",
           "INN")  # fmt: skip
GENERAL = "IDC"
_NOMBRES_DE_GENERAL = {"idc", "puntaje general"}
_CODIGO = re.compile(r"[A-Z]{3}(?:-\d{1,2}){0,2}")
_ANIO_DE_CORTE = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_TOLERANCIA = 1e-4
_EMPATE = 1e-9


@dataclass(frozen=True)
class _Matriz:
    """Una hoja de departamentos y años por códigos. ``valores``: nulo es NaN."""

    hoja: Hoja
    claves: list[tuple[str, int]]
    codigos: list[str]
    valores: np.ndarray
    filas: list[int]
    columnas: dict[str, int]

    @property
    def anios(self) -> list[int]:
        return sorted({anio for _, anio in self.claves})

    def rechazar(self, que: str, esperado: str, clave: int, codigo: str) -> NoReturn:
        codigo_dane, anio = self.claves[clave]
        lugar = f"{departamentos()[codigo_dane]}, {anio}, {codigo}"
        self.hoja.rechazar(f"{lugar}: {que}", esperado, self.filas[clave], self.columnas[codigo])


@dataclass(frozen=True)
class _Indicador:
    codigo: str
    nombre: str
    pilar: str
    subpilar: str
    factor: str
    inversa: bool
    anios_corte: str


def _codigo(texto: str) -> str:
    if plano(texto) in _NOMBRES_DE_GENERAL:
        return GENERAL
    return texto if _CODIGO.fullmatch(texto) else ""


def _encabezado(hoja: Hoja) -> tuple[int, int, int, dict[str, int]]:
    """(fila, columna del departamento, columna del año, código → columna)."""
    for fila in range(min(len(hoja.filas), 12)):
        # INF es un pilar: quien guardó el libro pudo dejarlo como número infinito, o como «inf».
        rotulos = {
            c: "INF" if str(celda).lower() == "inf" else str(celda or "")
            for c, celda in enumerate(hoja.filas[fila])
        }
        lugares = [c for c, texto in rotulos.items() if plano(texto) == "departamento"]
        anios = [c for c, texto in rotulos.items() if plano(texto) in {"ano", "ano idc", "anio"}]
        if not lugares and not anios:
            continue
        if len(lugares) != 1 or len(anios) != 1:
            hoja.rechazar(
                f"Hay {len(lugares)} columnas «Departamento» y {len(anios)} de año.",
                "una columna «Departamento» y una «Año» o «Año IDC»", fila,
            )  # fmt: skip
        codigos: dict[str, int] = {}
        for columna, texto in rotulos.items():
            codigo = _codigo(texto)
            if codigo and codigo in codigos:
                hoja.rechazar(f"El código «{texto}» está dos veces.", "una columna por código",
                              fila, columna)  # fmt: skip
            if codigo:
                codigos[codigo] = columna
        return fila, lugares[0], anios[0], codigos
    hoja.rechazar(
        "No está el encabezado.",
        "una fila con «Departamento», «Año» o «Año IDC» y los códigos (INS-1-1 … IDC)",
    )


def _leer_matriz(hoja: Hoja) -> _Matriz:
    fila, lugar, anio, columnas = _encabezado(hoja)
    if not columnas:
        hoja.rechazar("El encabezado no trae códigos.", "INS-1-1, INS-1, INS… ", fila)
    claves: list[tuple[str, int]] = []
    filas: list[int] = []
    vistas: dict[tuple[str, int], int] = {}
    usadas = [lugar, anio, *columnas.values()]
    for actual in range(fila + 1, len(hoja.filas)):
        if all(hoja.celda(actual, c) is None for c in usadas):
            continue
        if hoja.celda(actual, anio) is None and all(
            hoja.celda(actual, c) is None for c in columnas.values()
        ):
            # Una nota al pie: texto sin año ni cifras.
            continue
        codigo = codigo_de_departamento(hoja.texto(actual, lugar))
        if codigo is None or codigo == NACIONAL:
            hoja.rechazar(
                f"«{hoja.celda(actual, lugar)}» no es un departamento conocido.",
                "uno de los 33, como está en pipelines/homologacion/departamentos.csv",
                actual, lugar,
            )  # fmt: skip
        if not es_anio(hoja.celda(actual, anio)):
            hoja.rechazar(f"«{hoja.celda(actual, anio)}» no es un año.", "un año", actual, anio)
        clave = codigo, anio_de_celda(hoja.celda(actual, anio))[0]
        if clave in vistas:
            hoja.rechazar(
                f"{departamentos()[codigo]} en {clave[1]} está dos veces (antes, en la fila "
                f"{vistas[clave] + 1}).",
                "una fila por departamento y año", actual, lugar,
            )  # fmt: skip
        vistas[clave] = actual
        claves.append(clave)
        filas.append(actual)
    _exigir_completa(hoja, claves)
    codigos = list(columnas)
    celdas = [(f, c) for f in filas for c in columnas.values()]
    decimal = hoja.separador(celdas)
    valores = np.full((len(filas), len(codigos)), np.nan)
    for i, actual in enumerate(filas):
        for j, columna in enumerate(columnas.values()):
            celda = hoja.celda(actual, columna)
            if type(celda) is float and math.isfinite(celda):
                valores[i, j] = celda
                continue
            try:
                valor = numero_de_celda(celda, decimal)
            except ValueError as error:
                hoja.rechazar(str(error), "un número o una marca de vacío", actual, columna)
            if valor is not None:
                valores[i, j] = valor
    return _Matriz(hoja, claves, codigos, valores, filas, columnas)


def _exigir_completa(hoja: Hoja, claves: list[tuple[str, int]]) -> None:
    anios = sorted({anio for _, anio in claves})
    if not anios or anios != list(range(anios[0], anios[-1] + 1)):
        hoja.rechazar(f"Los años que trae son {anios}.", "años seguidos, sin faltar ninguno")
    for anio in anios:
        exigir_departamentos(hoja, {c for c, a in claves if a == anio}, set(departamentos()))


def _ordenar_como(matriz: _Matriz, modelo: _Matriz) -> _Matriz:
    """La misma matriz con las filas en el orden de otra hoja."""
    if set(matriz.claves) != set(modelo.claves):
        matriz.hoja.rechazar(
            f"Los años que trae son {matriz.anios}.",
            f"los de la hoja {modelo.hoja.nombre}: {modelo.anios}",
        )
    puesto = {clave: i for i, clave in enumerate(matriz.claves)}
    orden = [puesto[clave] for clave in modelo.claves]
    return _Matriz(
        matriz.hoja, list(modelo.claves), matriz.codigos, matriz.valores[orden],
        [matriz.filas[i] for i in orden], matriz.columnas,
    )  # fmt: skip


def _exigir_codigos(matriz: _Matriz, esperados: set[str], segun: str) -> None:
    faltan = sorted(esperados - set(matriz.codigos))
    sobran = sorted(set(matriz.codigos) - esperados)
    if faltan or sobran:
        matriz.hoja.rechazar(
            f"Los códigos no son los de {segun}: faltan {', '.join(faltan) or 'ninguno'}; "
            f"sobran {', '.join(sobran) or 'ninguno'}.",
            f"{len(esperados)} códigos, uno por columna",
        )


def _como_frase(texto: str) -> str:
    return texto.capitalize()


def _leer_estructura(hoja: Hoja) -> list[_Indicador]:
    codificadas = [
        (f, c) for f, c, t in hoja.textos() if _CODIGO.fullmatch(t) and t.count("-") == 2
    ]
    if not codificadas:
        hoja.rechazar("No hay ningún código de indicador.", "códigos como INS-1-1 en una columna")
    codigo = codificadas[0][1]
    if fuera := [lugar for lugar in codificadas if lugar[1] != codigo]:
        hoja.rechazar("Hay códigos en dos columnas.", "todos en la misma", *fuera[0])
    inversas = hoja.buscar(lambda texto: texto == "inversa")
    cortes = hoja.buscar(lambda texto: texto in {"ano de corte", "anos de corte", "ano corte"})
    columnas = {columna for _, columna in inversas}, {columna for _, columna in cortes}
    if [len(suyas) for suyas in columnas] != [1, 1]:
        hoja.rechazar(
            f"«INVERSA» está en {len(columnas[0])} columnas y «Año de corte» en "
            f"{len(columnas[1])}.",
            "una de cada una",
        )
    (inversa,), (corte,) = columnas
    factor = pilar = subpilar = ""
    indicadores: dict[str, _Indicador] = {}
    for fila in range(len(hoja.filas)):
        texto = hoja.texto(fila, codigo)
        if plano(texto).startswith("factor "):
            factor, pilar, subpilar = _como_frase(hoja.texto(fila, codigo + 1)), "", ""
        elif plano(texto).startswith("pilar ") and ":" in texto:
            pilar, subpilar = _como_frase(texto.split(":", 1)[1].strip()), ""
        elif _CODIGO.fullmatch(texto) and texto.count("-") == 1:
            subpilar = f"{texto} {hoja.texto(fila, codigo + 1)}"
        elif _CODIGO.fullmatch(texto) and texto.count("-") == 2:
            indicadores[texto] = _leer_indicador(
                hoja, fila, codigo, inversa, corte, (factor, pilar, subpilar), indicadores
            )
        elif plano(hoja.texto(fila, inversa)) in {"si", "no"}:
            hoja.rechazar(f"«{texto}» no es el código de un indicador.", "INS-1-1", fila, codigo)
    _exigir_jerarquia(hoja, list(indicadores.values()))
    return list(indicadores.values())


def _exigir_jerarquia(hoja: Hoja, indicadores: list[_Indicador]) -> None:
    """Un título que no se reconoció dejaría sus indicadores bajo el anterior."""
    pilares = {(indicador.codigo[:3], indicador.pilar) for indicador in indicadores}
    nombres = {nombre for _, nombre in pilares}
    factores = {indicador.factor for indicador in indicadores}
    if len(nombres) != len(pilares) or len(factores) != 4:
        hoja.rechazar(
            f"Se reconocen {len(nombres)} pilares y {len(factores)} factores.",
            "13 filas «PILAR n: NOMBRE» y 4 «FACTOR n | NOMBRE»",
        )
    for codigo, nombre in sorted(pilares):
        if not _es_su_nombre(codigo, nombre):
            hoja.rechazar(
                f"El pilar {codigo} se llama «{nombre}».",
                "el nombre que abrevia su código, como «Salud» para SAL",
            )


def _es_su_nombre(codigo: str, nombre: str) -> bool:
    """El código es el comienzo de una palabra del nombre; EDS es la educación superior."""
    if codigo == "EDS":
        return "superior" in plano(nombre)
    return any(palabra.startswith(codigo.lower()) for palabra in plano(nombre).split()) and (
        "superior" not in plano(nombre)
    )


def _leer_indicador(
    hoja: Hoja, fila: int, codigo: int, inversa: int, corte: int,
    padres: tuple[str, str, str], leidos: dict[str, _Indicador],
) -> _Indicador:  # fmt: skip
    texto = hoja.texto(fila, codigo)
    if texto in leidos:
        hoja.rechazar(f"El indicador «{texto}» está dos veces.", "una fila por indicador",
                      fila, codigo)  # fmt: skip
    factor, pilar, subpilar = padres
    if not factor or not pilar:
        hoja.rechazar(f"«{texto}» no está bajo un factor y un pilar.", "FACTOR y PILAR antes",
                      fila, codigo)  # fmt: skip
    hermanos = [leido for leido in leidos.values() if leido.codigo[:3] == texto[:3]]
    if hermanos and hermanos[0].pilar != pilar:
        hoja.rechazar(f"«{texto}» está en el pilar «{pilar}».", f"«{hermanos[0].pilar}»",
                      fila, codigo)  # fmt: skip
    if subpilar and not subpilar.startswith(f"{texto[:5]} "):
        hoja.rechazar(f"«{texto}» está bajo «{subpilar}».", texto[:5], fila, codigo)
    si_o_no = plano(hoja.texto(fila, inversa))
    if si_o_no not in {"si", "no"}:
        hoja.rechazar(f"«{hoja.celda(fila, inversa)}» no dice si es inversa.", "Sí o No",
                      fila, inversa)  # fmt: skip
    celda = hoja.celda(fila, corte)
    anios = str(anio_de_celda(celda)[0]) if es_anio(celda) else celda
    if not isinstance(anios, str) or not _ANIO_DE_CORTE.search(anios):
        hoja.rechazar(f"«{celda}» no es un año de corte.", "2022 o 2018-2023", fila, corte)
    nombre = hoja.texto(fila, codigo + 1)
    if not nombre or es_error(nombre):
        hoja.rechazar(f"«{texto}» no tiene nombre, sino «{nombre}».", "su nombre", fila,
                      codigo + 1)  # fmt: skip
    return _Indicador(texto, nombre, pilar, subpilar, factor, si_o_no == "si", anios)


def _revisar_normalizacion(
    original: _Matriz, normalizado: _Matriz, indicadores: list[_Indicador]
) -> None:
    """Mínimo-máximo de 0 a 10 sobre todos los departamentos y años, al revés si es inversa."""
    for indicador in indicadores:
        datos = original.valores[:, original.codigos.index(indicador.codigo)]
        notas = normalizado.valores[:, normalizado.codigos.index(indicador.codigo)]
        desparejas = np.flatnonzero(np.isnan(datos) != np.isnan(notas))
        if len(desparejas):
            normalizado.rechazar(
                "hay dato original sin normalizado, o al revés.",
                "un valor en las dos hojas o en ninguna", int(desparejas[0]), indicador.codigo,
            )  # fmt: skip
        minimo, maximo = np.nanmin(datos), np.nanmax(datos)
        if not maximo > minimo:
            original.rechazar("todos los valores son iguales.", "valores que varíen", 0,
                              indicador.codigo)  # fmt: skip
        esperado = 10 * (datos - minimo) / (maximo - minimo)
        if indicador.inversa:
            esperado = 10 - esperado
        malas = np.flatnonzero(np.abs(esperado - notas) > _TOLERANCIA)
        if len(malas):
            i = int(malas[np.argmax(np.abs(esperado - notas)[malas])])
            normalizado.rechazar(
                f"el valor normalizado es {notas[i]:.6f} y el del dato original "
                f"({datos[i]:.10g}) sería {esperado[i]:.6f}; {len(malas)} filas no cuadran.",
                "el mínimo-máximo del dato original sobre todos los años de la edición; si falta "
                "un año o hay una columna corrida, no cuadra",
                i, indicador.codigo,
            )  # fmt: skip


def _revisar_promedios(normalizado: _Matriz, indicadores: list[_Indicador]) -> None:
    """Subpilar, pilar y puntaje son promedios simples de lo que agrupan, sin contar vacíos."""
    hijos: dict[str, list[str]] = {}
    for indicador in indicadores:
        pilar = indicador.codigo[:3]
        padre = indicador.codigo.rsplit("-", 1)[0] if indicador.subpilar else pilar
        hijos.setdefault(padre, []).append(indicador.codigo)
        if indicador.subpilar and padre not in hijos.setdefault(pilar, []):
            hijos[pilar].append(padre)
    hijos[GENERAL] = list(PILARES)
    lugar = {codigo: j for j, codigo in enumerate(normalizado.codigos)}
    for padre, suyos in hijos.items():
        columnas = normalizado.valores[:, [lugar[hijo] for hijo in suyos]]
        llenas = ~np.isnan(columnas)
        conteo = llenas.sum(axis=1)
        esperado = np.where(conteo > 0, np.nansum(columnas, axis=1) / np.maximum(conteo, 1), np.nan)
        notas = normalizado.valores[:, lugar[padre]]
        iguales = np.isclose(esperado, notas, rtol=0, atol=_TOLERANCIA, equal_nan=True)
        if not iguales.all():
            i = int(np.flatnonzero(~iguales)[0])
            normalizado.rechazar(
                f"vale {notas[i]:.6f} y el promedio de {', '.join(suyos[:4])}… es "
                f"{esperado[i]:.6f}.",
                "el promedio simple de lo que agrupa", i, padre,
            )  # fmt: skip


def _revisar_puestos(normalizado: _Matriz, puestos: _Matriz) -> None:
    """Cada puesto es el orden descendente de su valor; en un empate, cualquiera de los suyos."""
    lugar = {codigo: j for j, codigo in enumerate(puestos.codigos)}
    anios = np.array([anio for _, anio in normalizado.claves])
    for j, codigo in enumerate(normalizado.codigos):
        columna = puestos.valores[:, lugar[codigo]]
        # Al pasar a .xls, LibreOffice deja en 0 las fórmulas que dan texto («N/A»).
        columna[np.isnan(normalizado.valores[:, j]) & (columna == 0)] = np.nan
        for anio in normalizado.anios:
            filas = np.flatnonzero(anios == anio)
            notas = normalizado.valores[filas, j]
            dados = columna[filas]
            mejores = (notas[None, :] > notas[:, None] + _EMPATE).sum(axis=1)
            iguales = (np.abs(notas[None, :] - notas[:, None]) <= _EMPATE).sum(axis=1)
            # La base ordena los vacíos como ceros: un cero empata con ellos al final de la lista.
            con_vacios = np.where(notas <= _EMPATE, np.isnan(notas).sum(), 0)
            ultimos = mejores + iguales + con_vacios
            bien = np.where(
                np.isnan(notas),
                np.isnan(dados),
                (dados >= mejores + 1) & (dados <= ultimos) & (dados % 1 == 0),
            )
            if not bien.all():
                i = int(np.flatnonzero(~bien)[0])
                debia = (
                    "no tiene valor normalizado"
                    if np.isnan(notas[i])
                    else f"por su valor ({notas[i]:.6f}) debía ser {mejores[i] + 1}"
                )
                es = "está vacío" if np.isnan(dados[i]) else f"es {dados[i]:g}"
                puestos.rechazar(
                    f"el puesto {es} y {debia}.",
                    "el orden descendente de Valor_normalizado", int(filas[i]), codigo,
                )  # fmt: skip


def _nombre_de_pilar(nombre: str) -> str:
    # En la hoja van en mayúsculas; TIC es una sigla.
    return re.sub(r"\btic\b", "TIC", nombre)


def leer_libro(libro: Libro) -> Lectura:
    """Como ``leer``, con el libro ya abierto."""

    def hoja(nombre: str) -> Hoja:
        return libro.buscar_hoja(lambda llano: llano == plano(nombre), f'"{nombre}"')

    # Las cuatro, antes de leer ninguna: un libro de otra fuente se rechaza por la primera.
    de_estructura, de_original = hoja("Estructura"), hoja("Dato_original")
    de_normalizado, de_puestos = hoja("Valor_normalizado"), hoja("Valor_ranking")
    indicadores = _leer_estructura(de_estructura)
    normalizado = _leer_matriz(de_normalizado)
    original = _ordenar_como(_leer_matriz(de_original), normalizado)
    puestos = _ordenar_como(_leer_matriz(de_puestos), normalizado)

    codigos = {indicador.codigo for indicador in indicadores}
    subpilares = {i.codigo.rsplit("-", 1)[0] for i in indicadores if i.subpilar}
    pilares = {codigo[:3] for codigo in codigos}
    if pilares != set(PILARES):
        de_estructura.rechazar(
            f"Los pilares son {', '.join(sorted(pilares))}.", f"los 13: {', '.join(PILARES)}"
        )
    _exigir_codigos(original, codigos, "la hoja Estructura")
    todos = codigos | subpilares | pilares | {GENERAL}
    _exigir_codigos(normalizado, todos, "la hoja Estructura")
    _exigir_codigos(puestos, todos, "la hoja Estructura")

    _revisar_normalizacion(original, normalizado, indicadores)
    _revisar_promedios(normalizado, indicadores)
    _revisar_puestos(normalizado, puestos)

    edicion = normalizado.anios[-1]
    ultimo_corte = max(
        int(anio) for i in indicadores for anio in _ANIO_DE_CORTE.findall(i.anios_corte)
    )
    if ultimo_corte > edicion:
        de_normalizado.rechazar(
            f"El último año es {edicion} y la hoja Estructura usa datos de {ultimo_corte}.",
            f"la edición, {ultimo_corte} o posterior",
        )
    tablas = _tablas(edicion, indicadores, original, normalizado, puestos)
    return Lectura(
        FAMILIA, str(edicion), str(edicion),
        {nombre: en_texto(filas, COLUMNAS[nombre]) for nombre, filas in tablas.items()},
    )  # fmt: skip


def _tablas(
    edicion: int,
    indicadores: list[_Indicador],
    original: _Matriz,
    normalizado: _Matriz,
    puestos: _Matriz,
) -> dict[str, list[dict[str, str]]]:
    nombres = departamentos()
    j = {codigo: n for n, codigo in enumerate(normalizado.codigos)}
    k = {codigo: n for n, codigo in enumerate(puestos.codigos)}
    o = {codigo: n for n, codigo in enumerate(original.codigos)}

    def celda(matriz: _Matriz, fila: int, columna: int) -> float | None:
        valor = matriz.valores[fila, columna]
        return None if np.isnan(valor) else float(valor)

    de_pilar = {i.codigo[:3]: _nombre_de_pilar(i.pilar) for i in indicadores}
    # «INS-1 Desempeño administrativo» → INS-1: Desempeño administrativo.
    de_subpilar = dict(i.subpilar.split(" ", 1) for i in indicadores if i.subpilar)
    tablas: dict[str, list[dict[str, str]]] = {nombre: [] for nombre in COLUMNAS}
    for n, (codigo, anio) in enumerate(normalizado.claves):
        comun = {
            "departamento": nombres[codigo],
            "codigo": codigo,
            "anio_edicion": str(edicion),
            "anio_idc": str(anio),
            "fuente": CITA,
        }
        tablas["general"].append(
            comun
            | {
                "puntaje": escrito(celda(normalizado, n, j[GENERAL]), 6),
                "puesto": escrito_corto(celda(puestos, n, k[GENERAL]), 0),
                "escala": "0-10",
                "tipo": "publicado" if anio == edicion else "recalculado",
            }
        )
        for pilar in PILARES:
            tablas["pilares"].append(
                comun
                | {
                    "cod_pilar": pilar,
                    "pilar": de_pilar[pilar],
                    "puntaje": escrito(celda(normalizado, n, j[pilar]), 6),
                    "puesto": escrito_corto(celda(puestos, n, k[pilar]), 0),
                }
            )
        for cod_subpilar, subpilar in de_subpilar.items():
            tablas["subpilares"].append(
                comun
                | {
                    "cod_subpilar": cod_subpilar,
                    "subpilar": subpilar,
                    "puntaje": escrito(celda(normalizado, n, j[cod_subpilar]), 6),
                    "puesto": escrito_corto(celda(puestos, n, k[cod_subpilar]), 0),
                }
            )
        for indicador in indicadores:
            tablas["indicadores"].append(
                comun
                | {
                    "anio_dato_aprox": str(anio - 1),
                    "cod_indicador": indicador.codigo,
                    "indicador": indicador.nombre,
                    "inversa": "sí" if indicador.inversa else "no",
                    "valor_original": escrito(celda(original, n, o[indicador.codigo])),
                    "valor_normalizado": escrito(celda(normalizado, n, j[indicador.codigo]), 6),
                    "puesto": escrito_corto(celda(puestos, n, k[indicador.codigo]), 0),
                }
            )
    tablas["general"].sort(key=lambda fila: (fila["anio_idc"], int(fila["puesto"])))
    for indicador in indicadores:
        tablas["estructura"].append(
            {
                "anio_edicion": str(edicion),
                "cod_indicador": indicador.codigo,
                "indicador": indicador.nombre,
                "pilar": indicador.pilar,
                "subpilar": indicador.subpilar,
                "factor": indicador.factor,
                "inversa": "sí" if indicador.inversa else "no",
                "anios_corte": indicador.anios_corte,
                "fuente": CITA,
            }
        )
    return tablas


def leer(ruta: Path) -> Lectura:
    """Puntajes de 0 a 10 y puestos entre 33, por departamento y año; indicadores y estructura.

    Tablas ``general``, ``pilares``, ``subpilares``, ``indicadores`` y ``estructura``, con las
    columnas de ``data/raw/idc``: todo lo que la base trae de cada nivel. La edición es el último
    año de la base. Lanza ``ErrorDeFuente`` con la hoja y la celda si el libro no es la base web,
    está incompleto o no cuadra consigo mismo.
    """
    return leer_libro(abrir(ruta))
