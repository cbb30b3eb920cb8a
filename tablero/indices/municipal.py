"""La declaración de un índice municipal que se puede editar, cargar y exportar.

El YAML es el de ``declaracion`` más tres campos: ``series`` (qué mide cada indicador y de dónde
sale), ``disponibles`` (pilares e indicadores que se pueden agregar y hoy no cuentan) y
``cobertura_minima`` (con menos de esa parte de los indicadores, un municipio queda sin índice). El
árbol es de pilares con indicadores, sin niveles de por medio. Una serie sale de los marts, de
TerriData o de un archivo propio; en el último caso sus valores van en la declaración.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from itertools import chain
from typing import Any, NoReturn

import pandas as pd
import yaml

from pipelines.errores import ErrorDeDeclaracion
from tablero.busqueda import normalizar as sin_tildes
from tablero.indices.declaracion import (
    CARPETA,
    Declaracion,
    Nodo,
    armar,
    campos_del_texto,
    leer_nodo,
)

MARTS, TERRIDATA, ARCHIVO = "marts", "terridata", "archivo"
ORIGENES = (MARTS, TERRIDATA, ARCHIVO)
NINGUNA, LOGARITMO = "ninguna", "logaritmo"
TRANSFORMACIONES = (NINGUNA, LOGARITMO)
QUE_MIDE = {
    "condicion": "Condición del municipio",
    "acceso": "Cercanía del mercado",
    "esfuerzo": "Esfuerzo de un gobierno; no es competitividad",
    "sin_clasificar": "Sin clasificar",
}
MAXIMO_DE_LETRAS = 400_000
_PROPIOS = {"series", "disponibles", "cobertura_minima"}
_HONDURA = 20
_CODIGO = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
_LARGO = 300


@dataclass(frozen=True)
class Serie:
    """Una columna por municipio que puede entrar en el índice, con lo que hay que saber de ella.

    ``fuentes``: claves de ``dim_fuentes``; ``cita``: la fuente en palabras, en las de un archivo.
    ``dimension`` y ``subcategoria`` ubican las de TerriData. ``valores``: sólo las de un archivo.
    """

    codigo: str
    origen: str
    nombre: str
    unidad: str
    periodo: str
    mide: str = "sin_clasificar"
    transformacion: str = NINGUNA
    fuentes: tuple[str, ...] = ()
    cita: str = ""
    nota: str = ""
    dimension: str = ""
    subcategoria: str = ""
    valores: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Pilar:
    """Un pilar como se edita: si cuenta, con qué peso y sus indicadores.

    ``dentro`` son los que cuentan (o contarían, si el pilar está fuera); ``ofrecidos``, todos.
    """

    codigo: str
    nombre: str
    cuenta: bool
    peso: float
    dentro: tuple[str, ...]
    ofrecidos: tuple[Nodo, ...]


@dataclass(frozen=True)
class Municipal:
    """Una declaración completa: la del motor, sus series y lo que se le puede agregar."""

    declaracion: Declaracion
    series: Mapping[str, Serie]
    disponibles: tuple[Nodo, ...]
    cobertura_minima: float

    @property
    def hojas(self) -> tuple[Nodo, ...]:
        return self.declaracion.hojas

    @property
    def pilares(self) -> tuple[Pilar, ...]:
        """Los que cuentan, en su orden, y después los que sólo están disponibles."""
        sueltos = {nodo.codigo: nodo for nodo in self.disponibles}
        hechos = []
        for nodo in self.declaracion.pilares:
            extra = sueltos.pop(nodo.codigo).partes if nodo.codigo in sueltos else ()
            dentro = tuple(hoja.codigo for hoja in nodo.partes)
            hechos.append(
                Pilar(nodo.codigo, nodo.nombre, True, nodo.peso, dentro, (*nodo.partes, *extra))
            )
        for nodo in sueltos.values():
            dentro = tuple(hoja.codigo for hoja in nodo.partes)
            hechos.append(Pilar(nodo.codigo, nodo.nombre, False, nodo.peso, dentro, nodo.partes))
        return tuple(hechos)

    @property
    def fuente_ids(self) -> tuple[str, ...]:
        """Las fuentes del tablero de los indicadores que cuentan, sin repetir."""
        todas = chain.from_iterable(self.series[hoja.codigo].fuentes for hoja in self.hojas)
        return tuple(dict.fromkeys(todas))

    @property
    def pesos(self) -> dict[str, float]:
        """Cuánto pesa cada indicador en el puntaje; suman 1."""
        raiz = self.declaracion.raiz
        return {
            hoja.codigo: del_pilar * de_la_hoja
            for pilar, del_pilar in zip(
                raiz.partes, self.declaracion.pesos_de(raiz.codigo), strict=True
            )
            for hoja, de_la_hoja in zip(
                pilar.partes, self.declaracion.pesos_de(pilar.codigo), strict=True
            )
        }

    def pilar_de(self, codigo: str) -> Nodo:
        """El pilar de un indicador que cuenta, o el pilar mismo."""
        (pilar,) = (p for p in self.declaracion.pilares if codigo in {n.codigo for n in _todos(p)})
        return pilar

    @cached_property
    def huella(self) -> str:
        """Lo que distingue una declaración de otra: la misma si dicen lo mismo."""
        return hashlib.sha256(escribir(self).encode()).hexdigest()[:16]


def _todos(nodo: Nodo) -> list[Nodo]:
    return list(nodo.recorrer())


# ── Leer y escribir ────────────────────────────────────────────────────────────────────────────


@cache
def del_tablero() -> Municipal:
    """La declaración que trae el tablero."""
    donde = "tablero/indices/municipal_54.yml"
    return _leer((CARPETA / "municipal_54.yml").read_text(encoding="utf-8"), donde, None)


def leer(texto: str, donde: str, municipios: Collection[str]) -> Municipal:
    """Una declaración ajena. Lanza ``ErrorDeDeclaracion`` con el campo que falla.

    ``municipios``: los códigos que se admiten en los valores propios. Lo que dice de una serie de
    los marts debe ser lo que dice el tablero: sólo se puede cambiar su transformación.
    """
    if len(texto) > MAXIMO_DE_LETRAS:
        _rechazar("El archivo es demasiado grande.", donde, f"hasta {MAXIMO_DE_LETRAS} letras")
    _exigir_sencilla(texto, donde)
    leida = _leer(texto, donde, set(municipios))
    propias = del_tablero().series
    for codigo, serie in leida.series.items():
        if serie.origen != MARTS:
            continue
        if codigo not in propias:
            _rechazar(
                f"«{codigo}» no es una serie de los marts.", f"{donde}, series › {codigo}",
                ", ".join(propias),
            )  # fmt: skip
        if replace(serie, transformacion=propias[codigo].transformacion) != propias[codigo]:
            distintos = [
                campo.name
                for campo in fields(Serie)
                if campo.name != "transformacion"
                and getattr(serie, campo.name) != getattr(propias[codigo], campo.name)
            ]
            _rechazar(
                f"La serie «{codigo}» es del tablero y aquí dice otra cosa.",
                f"{donde}, series › {codigo}, {', '.join(distintos)}",
                "lo que dice la declaración que exporta el tablero",
            )
    return leida


def _exigir_sencilla(texto: str, donde: str) -> None:
    """Ni referencias, que pueden dar vueltas, ni más niveles de los que hacen falta."""
    hondura = 0
    try:
        for suceso in yaml.parse(texto, Loader=yaml.SafeLoader):
            if isinstance(suceso, yaml.AliasEvent):
                _rechazar("El YAML usa referencias (*nombre).", donde, "todo escrito, sin ellas")
            if isinstance(suceso, yaml.CollectionStartEvent):
                hondura += 1
            elif isinstance(suceso, yaml.CollectionEndEvent):
                hondura -= 1
            if hondura > _HONDURA:
                _rechazar("El YAML tiene demasiados niveles.", donde, f"hasta {_HONDURA}")
    except yaml.YAMLError as error:
        _rechazar("El archivo no es YAML.", donde, str(error).partition("\n")[0])


def _leer(texto: str, donde: str, municipios: set[str] | None) -> Municipal:
    try:
        crudo = campos_del_texto(texto, donde)
    except ValueError as error:
        # Una fecha imposible (2025-13-40) o un número de miles de cifras.
        _rechazar("Un valor no se puede leer.", donde, str(error).partition("\n")[0])
    if faltan := sorted(_PROPIOS - set(crudo)):
        _rechazar(f"Faltan campos: {', '.join(faltan)}.", donde, ", ".join(sorted(_PROPIOS)))
    declaracion = armar({c: v for c, v in crudo.items() if c not in _PROPIOS}, donde)
    if declaracion.escala != 10:
        _rechazar(
            "La página muestra puntajes de 0 a 10.", f"{donde}, normalizacion.escala", "escala: 10"
        )
    series = _series(crudo["series"], donde, municipios)
    sueltos = crudo["disponibles"]
    if not isinstance(sueltos, list):
        _rechazar("Los disponibles no son una lista.", f"{donde}, disponibles", "pilares, o []")
    disponibles = tuple(leer_nodo(uno, f"{donde}, disponibles") for uno in sueltos)
    _exigir_dos_niveles((*declaracion.pilares, *disponibles), donde)
    hojas = [h.codigo for p in (*declaracion.pilares, *disponibles) for h in p.partes]
    if repetidas := sorted({codigo for codigo in hojas if hojas.count(codigo) > 1}):
        _rechazar(f"Indicadores repetidos: {', '.join(repetidas)}.", donde, "cada uno una vez")
    ramas = {declaracion.raiz.codigo, *(p.codigo for p in (*declaracion.pilares, *disponibles))}
    if dobles := sorted(ramas & set(hojas)):
        _rechazar(f"Son pilar e indicador: {', '.join(dobles)}.", donde, "un código cada uno")
    if sin_serie := sorted(set(hojas) - set(series)):
        _rechazar(
            f"No se dice qué son: {', '.join(sin_serie)}.", f"{donde}, series",
            "una serie por cada indicador",
        )  # fmt: skip
    if sobran := sorted(set(series) - set(hojas)):
        _rechazar(
            f"Ningún pilar las usa: {', '.join(sobran)}.", f"{donde}, series",
            "que estén en el árbol o en los disponibles",
        )  # fmt: skip
    minima = crudo["cobertura_minima"]
    if isinstance(minima, bool) or not isinstance(minima, int | float) or not 0.5 <= minima <= 1:
        _rechazar(f"«{minima}» no sirve.", f"{donde}, cobertura_minima", "un número de 0.5 a 1")
    return Municipal(declaracion, series, disponibles, float(minima))


def _exigir_dos_niveles(pilares: Sequence[Nodo], donde: str) -> None:
    for nodo in chain.from_iterable(pilar.recorrer() for pilar in pilares):
        if not _CODIGO.fullmatch(nodo.codigo) or len(nodo.nombre) > _LARGO:
            _rechazar(
                f"«{nodo.codigo[:60]}» no sirve de código.", f"{donde}, arbol",
                "letras sin tilde, números y guion; y un nombre corto",
            )  # fmt: skip
    for pilar in pilares:
        if pilar.es_hoja or any(not hoja.es_hoja for hoja in pilar.partes):
            _rechazar(
                f"«{pilar.codigo}» no es un pilar con indicadores.", f"{donde}, arbol",
                "pilares, y en cada uno sus indicadores, sin más niveles",
            )  # fmt: skip


def _series(crudas: Any, donde: str, municipios: set[str] | None) -> dict[str, Serie]:
    if not isinstance(crudas, list) or not crudas:
        _rechazar("Las series no son una lista.", f"{donde}, series", "una lista de series")
    leidas: dict[str, Serie] = {}
    for numero, cruda in enumerate(crudas, start=1):
        serie = _serie(cruda, f"{donde}, series › {numero}", municipios)
        if serie.codigo in leidas:
            _rechazar(f"«{serie.codigo}» está dos veces.", f"{donde}, series", "una vez")
        leidas[serie.codigo] = serie
    return leidas


def _serie(cruda: Any, donde: str, municipios: set[str] | None) -> Serie:
    admitidos = {campo.name for campo in fields(Serie)}
    exigidos = {"codigo", "origen", "nombre", "unidad", "periodo"}
    if not isinstance(cruda, dict):
        _rechazar("La serie no tiene campos.", donde, ", ".join(sorted(exigidos)))
    if faltan := sorted(exigidos - set(cruda)):
        _rechazar(f"Faltan campos: {', '.join(faltan)}.", donde, ", ".join(sorted(exigidos)))
    if sobran := sorted(str(campo) for campo in set(cruda) - admitidos):
        _rechazar(
            f"Campos que no existen: {', '.join(sobran)}.", donde, ", ".join(sorted(admitidos))
        )
    textos = {
        campo: str(cruda.get(campo, "") if cruda.get(campo) is not None else "").strip()
        for campo in admitidos - {"valores", "fuentes", "mide", "transformacion"}
    }
    if largos := sorted(campo for campo, texto in textos.items() if len(texto) > _LARGO):
        _rechazar(f"Textos muy largos: {', '.join(largos)}.", donde, f"hasta {_LARGO} letras")
    mide = cruda.get("mide", "sin_clasificar")
    transformacion = cruda.get("transformacion", NINGUNA)
    for campo, valor, opciones in (
        ("origen", textos["origen"], ORIGENES),
        ("mide", mide, tuple(QUE_MIDE)),
        ("transformacion", transformacion, TRANSFORMACIONES),
    ):
        if valor not in opciones:
            _rechazar(f"«{valor}» no es una opción.", f"{donde}, {campo}", " o ".join(opciones))
    fuentes = cruda.get("fuentes", [])
    if not isinstance(fuentes, list) or not all(isinstance(una, str) for una in fuentes):
        _rechazar("Las fuentes no son una lista.", f"{donde}, fuentes", "claves de fuentes")
    es_de_archivo = textos["origen"] == ARCHIVO
    if es_de_archivo and not textos["cita"]:
        _rechazar("No dice de qué fuente sale.", f"{donde}, cita", "la fuente, en palabras")
    if bool(cruda.get("valores")) != es_de_archivo:
        _rechazar(
            "Los valores sólo van en las series de un archivo, y ahí no pueden faltar.",
            f"{donde}, valores", "código del municipio y número",
        )  # fmt: skip
    valores = _valores(cruda.get("valores") or {}, f"{donde}, valores", municipios)
    return Serie(
        **textos, mide=mide, transformacion=transformacion, fuentes=tuple(fuentes), valores=valores
    )


def _valores(crudos: Any, donde: str, municipios: set[str] | None) -> dict[str, float]:
    if not isinstance(crudos, dict):
        _rechazar("Los valores no son código: número.", donde, '"54001": 12.5')
    hechos = {}
    for codigo, valor in crudos.items():
        if municipios is not None and str(codigo) not in municipios:
            _rechazar(f"«{codigo}» no es un municipio.", donde, "códigos DIVIPOLA de cinco cifras")
        bien = isinstance(valor, int | float) and not isinstance(valor, bool)
        if not bien or not math.isfinite(valor):
            _rechazar(f"«{valor}» no es un número.", f"{donde} › {codigo}", "un número")
        hechos[str(codigo)] = float(valor)
    return hechos


def escribir(municipal: Municipal) -> str:
    """La declaración en YAML: ``leer`` la devuelve igual."""
    de = municipal.declaracion
    campos = {
        "indice": de.indice,
        "nombre": de.nombre,
        "edicion": de.edicion,
        "fuente_id": de.fuente_id,
        "anios": list(de.anios),
        "normalizacion": {
            "metodo": "minimo_maximo", "escala": de.escala, "ventana": de.ventana
        },
        "faltantes": "omitir",
        "empates": {
            "comparten": "primero", "ceros": "ultimo" if de.ceros_al_final else "primero"
        },
        "cobertura_minima": municipal.cobertura_minima,
        "arbol": _nodo_escrito(de.raiz),
        "disponibles": [_nodo_escrito(nodo) for nodo in municipal.disponibles],
        "series": [_serie_escrita(serie) for serie in municipal.series.values()],
    }  # fmt: skip
    return yaml.safe_dump(campos, allow_unicode=True, sort_keys=False, width=100)


def _nodo_escrito(nodo: Nodo) -> Any:
    escrito: dict[str, Any] = {"codigo": nodo.codigo}
    if nodo.nombre != nodo.codigo:
        escrito["nombre"] = nodo.nombre
    if nodo.peso != 1:
        escrito["peso"] = nodo.peso
    if nodo.inverso:
        escrito["inverso"] = True
    if nodo.partes:
        escrito["partes"] = [_nodo_escrito(parte) for parte in nodo.partes]
    return nodo.codigo if len(escrito) == 1 else escrito


def _serie_escrita(serie: Serie) -> dict[str, Any]:
    escrita: dict[str, Any] = {}
    for campo in fields(Serie):
        valor = getattr(serie, campo.name)
        if campo.name == "valores":
            valor = dict(sorted(valor.items()))
        if valor or campo.name in ("unidad", "periodo"):
            escrita[campo.name] = list(valor) if campo.name == "fuentes" else valor
    return escrita


def _rechazar(que: str, donde: str, esperado: str) -> NoReturn:
    raise ErrorDeDeclaracion(
        que=que, donde=donde, esperado=esperado,
        hacer="Corrija el archivo, o parta de la declaración que exporta esta página.",
    )  # fmt: skip


# ── Editar ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Agregada:
    """Una serie que entra, en qué pilar (por su código o su nombre) y hacia dónde."""

    serie: Serie
    pilar: str
    inverso: bool = False


def agregar(municipal: Municipal, nuevas: Sequence[Agregada]) -> Municipal:
    """La declaración con esas series contando. Un pilar que no existe nace con el peso medio.

    Lanza ``ErrorDeDeclaracion`` si una serie ya está.
    """
    raiz = municipal.declaracion.raiz
    pilares = {nodo.codigo: nodo for nodo in raiz.partes}
    medio = sum(nodo.peso for nodo in raiz.partes) / len(raiz.partes)
    por_nombre = {sin_tildes(n.nombre): n.codigo for n in (*municipal.disponibles, *raiz.partes)}
    sueltos = {nodo.codigo: nodo for nodo in municipal.disponibles}
    for nueva in nuevas:
        if nueva.serie.codigo in municipal.series:
            _rechazar(
                f"«{nueva.serie.nombre}» ya está en la declaración.", "series por agregar",
                "series nuevas",
            )  # fmt: skip
        codigo = por_nombre.get(sin_tildes(nueva.pilar), nueva.pilar)
        if codigo not in pilares:
            nombre = sueltos[codigo].nombre if codigo in sueltos else nueva.pilar
            codigo = codigo if codigo in sueltos else codigo_de(nueva.pilar, "P")
            pilares.setdefault(codigo, Nodo(codigo, nombre, medio))
            por_nombre[sin_tildes(nombre)] = codigo
        hoja = Nodo(nueva.serie.codigo, nueva.serie.codigo, inverso=nueva.inverso)
        pilares[codigo] = replace(pilares[codigo], partes=(*pilares[codigo].partes, hoja))
    return replace(
        municipal,
        declaracion=replace(
            municipal.declaracion, raiz=replace(raiz, partes=tuple(pilares.values()))
        ),
        series={**municipal.series, **{n.serie.codigo: n.serie for n in nuevas}},
    )


def codigo_de(nombre: str, prefijo: str) -> str:
    """Un código estable y legible de un nombre: («Cobertura neta», "propia") → propia_cobertura…"""
    limpio = re.sub(r"[^a-z0-9]+", "_", sin_tildes(nombre)).strip("_")
    return f"{prefijo}_{limpio[:40] or 'sin_nombre'}"


def puntos_de(municipal: Municipal) -> dict[str, int]:
    """El peso de cada pilar de 0 a 100, como se mueve en la página; cero si está fuera."""
    suma = _suma_de_pesos(municipal)
    return {
        p.codigo: max(1, round(100 * p.peso / suma)) if p.cuenta else 0 for p in municipal.pilares
    }


def _suma_de_pesos(municipal: Municipal) -> float:
    return sum(nodo.peso for nodo in municipal.declaracion.pilares)


def editar(
    municipal: Municipal,
    puntos: Mapping[str, int],
    dentro: Mapping[str, Sequence[str]],
    inversos: Collection[str],
) -> Municipal:
    """La declaración con esos pesos, indicadores y sentidos. Lo que se quita queda disponible.

    ``puntos``: peso de 0 a 100 por pilar; el que no cambió conserva el declarado. Lanza
    ``ErrorDeDeclaracion`` si no queda ningún indicador.
    """
    de_partida = puntos_de(municipal)
    suma = _suma_de_pesos(municipal)
    cuentan, fuera = [], []
    for pilar in municipal.pilares:
        hojas = [replace(h, inverso=h.codigo in inversos) for h in pilar.ofrecidos]
        suyas = tuple(h for h in hojas if h.codigo in dentro[pilar.codigo])
        punto = puntos[pilar.codigo]
        # Un pilar que no se movió conserva su peso exacto, aunque no sea un entero de 0 a 100.
        peso = pilar.peso
        if punto not in (0, de_partida[pilar.codigo]):
            peso = suma * punto / 100
        cuenta = punto > 0 and bool(suyas)
        if cuenta:
            cuentan.append(Nodo(pilar.codigo, pilar.nombre, peso, suyas))
            hojas = [h for h in hojas if h not in suyas]
        if hojas:
            # El peso de un pilar que cuenta ya está dicho en el árbol.
            suelto = Nodo(pilar.codigo, pilar.nombre, partes=tuple(hojas))
            fuera.append(suelto if cuenta else replace(suelto, peso=peso))
    if not cuentan:
        _rechazar(
            "Ningún pilar tiene peso e indicadores.", "los pilares de la página",
            "al menos un pilar con peso mayor que cero y un indicador",
        )  # fmt: skip
    raiz = replace(municipal.declaracion.raiz, partes=tuple(cuentan))
    return replace(
        municipal,
        declaracion=replace(municipal.declaracion, raiz=raiz),
        disponibles=tuple(fuera),
    )


# ── TerriData ──────────────────────────────────────────────────────────────────────────────────


def candidatas(terridata: pd.DataFrame) -> dict[str, Serie]:
    """Las series de ``consultas.indice_municipal.terridata`` por su código."""
    hechas = {}
    llave = ["dimension", "subcategoria", "indicador", "unidad"]
    for fila in terridata.drop_duplicates(llave).to_dict("records"):
        serie = Serie(
            codigo=codigo_de_terridata(fila),
            origen=TERRIDATA,
            nombre=str(fila["indicador"]),
            unidad=str(fila["unidad"]),
            periodo=str(int(fila["anio"])),
            fuentes=(str(fila["fuente_id"]),),
            cita=str(fila["fuente_original"] or ""),
            dimension=str(fila["dimension"]),
            subcategoria=str(fila["subcategoria"]),
        )
        hechas[serie.codigo] = serie
    return hechas


def codigo_de_terridata(fila: Mapping[Any, Any]) -> str:
    """El mismo para la misma serie aunque se cargue otra edición."""
    llave = "|".join(str(fila[c]) for c in ("dimension", "subcategoria", "indicador", "unidad"))
    return f"td_{hashlib.sha256(llave.encode()).hexdigest()[:10]}"
