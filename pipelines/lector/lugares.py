"""La lista de municipios y sus menciones dentro de un párrafo.

La lista sale de los datos, nunca del código: por omisión, DIVIPOLA y la homologación revisada del
proyecto; con ``--municipios``, el CSV de otro departamento. De cada nombre se derivan variantes
por reglas generales (sin tildes, sin artículo, sin conectores) con menos confianza.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from pipelines.errores import ErrorDeHomologacion
from pipelines.lector.limpieza import plano
from pipelines.lectura import leer_csv_estricto
from pipelines.lote import leer_homologacion
from pipelines.rutas import Rutas

COLUMNAS_DE_CODIGO = ("divipola", "codigo", "cod_municipio", "cod_mpio", "codigo_dane")
COLUMNAS_DE_NOMBRE = ("nombre", "nombre_en_fuente", "municipio", "nom_divipola", "nom_mpio")
UMBRAL_DE_PARECIDO = 85
MARGEN_DE_PARECIDO = 5

_ARTICULO = re.compile(r"^(?:el|la|los|las) (?=\w{4})")
_CONECTOR = re.compile(r" (?:de las|de los|de la|del|de) ")
# Lo que abre el nombre de una institución, un evento o un lugar que no es el municipio.
_CABEZAS = (
    "universidad|universidades|camara|camaras|alcaldia|alcaldias|gobernacion|area metropolitana|"
    "diocesis|arquidiocesis|hospital|clinica|institucion educativa|instituto|colegio|corporacion|"
    "asociacion|fundacion|cooperativa|federacion|centro|seccional|sede|cluster|zona franca|"
    "aeropuerto|terminal|agencia|comite|comision|consejo|concejo|sena|tecnoparque|escuela|club|"
    "hotel|parque|estadio|coliseo|provincia|provincias|subregion|subregiones|regional|avenida|"
    "calle|barrio|vereda|veredas|corregimiento|corregimientos|feria|festival|banco|batallon|"
    "brigada militar|distrito|notaria|juzgado|tribunal|personeria|contraloria|empresa|emisora|"
    "diario|periodico|plaza|museo|biblioteca|politecnico|fiscalia|canal|rio|quebrada|secretaria|"
    "unidad|laboratorio|ruta|via|santuario|catedral|parroquia|resguardo|red|caja|fondo"
)
# Para estas cabezas basta que vayan justo antes, aunque se escriban con minúscula.
_LUGAR_MENOR = re.compile(
    r"\b(?:provincias?|subregion(?:es)?|veredas?|corregimientos?|barrios?|resguardos?|"
    r"area metropolitana|rio|quebrada|avenida|calle|universidad(?:es)?|alcaldias?|camaras?)"
    r"(?: de comercio)?(?: municipal(?:es)?)?(?: de| del)?(?: la| el| los| las)? $"
)
_PLURAL_DE_INSTITUCION = re.compile(r"(?:s|es)$")
_DE_MUNICIPIO = re.compile(
    r"\b(?:municipios?|ciudad(?:es)?|localidad(?:es)?|poblacion(?:es)?|capital)[,:;]?"
    r"(?: capital)?,?(?: son| de| del)?:? $"
)
_SEPARADOR = re.compile(r"[\s,;:•\-–—()/]*(?:\b(?:y|e|o|u|asi como|al igual que)\b)?[\s,;]*")
_COMILLAS = re.compile(r"“[^”]{1,160}”|«[^»]{1,160}»|\"[^\"]{1,160}\"")
_ANTES_CON_MAYUSCULA = re.compile(r"(?:^|[\s(«“])(?P<palabra>[A-ZÁÉÍÓÚÑÜ][\w.’'-]*) $")
_ELEMENTO = (
    r"(?P<e>[A-ZÁÉÍÓÚÑÜ][\w’'-]+"
    r"(?: (?:de |del |la |las |los ){0,3}[A-ZÁÉÍÓÚÑÜ][\w’'-]+){0,4})"
)
_ELEMENTO_ANTES = re.compile(
    rf"(?:^|[:,;] |\by |\bmunicipios? (?:de )?){_ELEMENTO}(?:, | y | e |, y )$"
)
_ELEMENTO_DESPUES = re.compile(rf"(?:, y |, e |, | y | e ){_ELEMENTO}(?=[,;.]|$| y | e )")
_FUERA_DE_LA_LISTA = "está en una lista de municipios y no está en la lista de nombres"
_NO_SON_NOMBRE = frozenset(
    {
        "municipio", "municipios", "ciudad", "ciudades", "el", "la", "los", "las", "en", "de", "y",
        "e", "para", "durante", "a", "con", "desde", "entre", "por", "del", "al", "localidad",
        "departamento", "sector", "zona", "urbana", "rural", "se", "son", "ambos", "tambien",
        "asimismo", "ademas", "adicionalmente", "finalmente", "igualmente", "especialmente",
        "principalmente", "hoy", "nuestro",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Variante:
    """Una manera de escribir un municipio. ``en_lista``: sólo vale junto a otros nombres."""

    divipola: str
    confianza: float
    en_lista: bool = False


@dataclass(frozen=True)
class Mencion:
    """Un nombre hallado en un párrafo. ``motivo`` vacío: es un lugar; si no, por qué no lo es."""

    inicio: int
    fin: int
    nombre: str
    divipola: str
    confianza: float
    motivo: str = ""


@dataclass(frozen=True)
class Municipios:
    """Los municipios que el lector reconoce, con todas sus variantes en minúsculas sin tildes."""

    nombres: dict[str, str]
    variantes: dict[str, Variante]
    patron: re.Pattern[str]

    @property
    def total(self) -> int:
        return len(self.nombres)

    @property
    def departamento(self) -> str:
        """El código de dos cifras, o vacío si la lista mezcla departamentos."""
        codigos = Counter(codigo[:2] for codigo in self.nombres)
        return next(iter(codigos)) if len(codigos) == 1 else ""

    def solo_lugares(self, texto: str) -> bool:
        """Si el texto no dice más que nombres de municipios."""
        resto = self.patron.sub(" ", plano(texto))
        sobra = re.sub(r"\b(?:municipios?|de|los|el|y|e)\b|[\W\d_]+", "", resto)
        return resto != plano(texto) and not sobra

    def partido(self, antes: str, despues: str) -> bool:
        """Si entre dos renglones quedó cortado el nombre de un municipio."""
        cola = plano(antes)[-40:]
        unido = f"{cola} {plano(despues)[:40]}"
        corte = len(cola)
        return any(m.start() < corte < m.end() - 1 for m in self.patron.finditer(unido))

    def menciones(self, texto: str) -> list[Mencion]:
        """Todas las menciones del párrafo, de izquierda a derecha, sin cruzarse."""
        bajo = plano(texto)
        halladas: list[Mencion] = []
        for hallada in self.patron.finditer(bajo):
            variante = self.variantes[" ".join(hallada[0].split())]
            nombre = texto[hallada.start() : hallada.end()]
            halladas.append(
                Mencion(
                    hallada.start(), hallada.end(), nombre, variante.divipola, variante.confianza
                )
            )
        citas = [cita.span() for cita in _COMILLAS.finditer(texto)]
        juzgadas = [
            self._juzgar(texto, bajo, halladas, k, mencion, citas)
            for k, mencion in enumerate(halladas)
        ]
        return self._con_parecidos(texto, _heredar_institucion(bajo, juzgadas))

    def _juzgar(
        self,
        texto: str,
        bajo: str,
        todas: list[Mencion],
        k: int,
        mencion: Mencion,
        citas: list[tuple[int, int]],
    ) -> Mencion:
        antes = texto[max(0, mencion.inicio - 160) : mencion.inicio]
        bajo_antes = bajo[max(0, mencion.inicio - 160) : mencion.inicio]
        previa = todas[k - 1] if k else None
        siguiente = todas[k + 1] if k + 1 < len(todas) else None
        tras_previa = previa is not None and _es_separador(bajo[previa.fin : mencion.inicio])
        ante_siguiente = siguiente is not None and _es_separador(
            bajo[mencion.fin : siguiente.inicio]
        )
        en_lista = tras_previa or ante_siguiente
        de_municipio = _DE_MUNICIPIO.search(bajo_antes) is not None

        variante = self.variantes[" ".join(bajo[mencion.inicio : mencion.fin].split())]
        if variante.en_lista and not en_lista and not de_municipio:
            return _con_motivo(mencion, "el nombre incompleto no va en una lista de municipios")
        if (
            mencion.nombre[:1].islower()
            and not any(c.isupper() for c in mencion.nombre)
            and not en_lista
            and not de_municipio
        ):
            return _con_motivo(mencion, "está escrito con minúscula, como palabra común")
        if de_municipio:
            return mencion
        if _LUGAR_MENOR.search(bajo_antes) or _es_institucion(antes, bajo_antes):
            return _con_motivo(mencion, "es parte del nombre de una institución o de otro lugar")
        for abre, cierra in citas:
            if abre < mencion.inicio and mencion.fin < cierra:
                return _con_motivo(mencion, "es parte de un nombre entre comillas")
        if not tras_previa:
            previa_mayuscula = _ANTES_CON_MAYUSCULA.search(antes)
            if previa_mayuscula and not _comun(texto, mencion.inicio, previa_mayuscula["palabra"]):
                return _con_motivo(mencion, "es parte de un nombre propio")
        despues = texto[mencion.fin : mencion.fin + 60]
        sigue = re.match(r" ([A-ZÁÉÍÓÚÑÜ][\w-]+)", despues)
        if sigue and not ante_siguiente and not _es_mayusculas(texto):
            palabra = plano(sigue[1])
            nueva_frase = palabra in _NO_SON_NOMBRE or palabra == "norte"
            if not nueva_frase:
                return _con_motivo(mencion, "es parte de un nombre propio")
        return mencion

    def _con_parecidos(self, texto: str, menciones: list[Mencion]) -> list[Mencion]:
        """Agrega los nombres mal escritos que van dentro de una lista de municipios.

        Un elemento de la lista que no se parece a ninguno se devuelve sin código.
        """
        agregadas: list[Mencion] = []
        for inicio, fin in _huecos_de_lista(texto, menciones):
            nombre = texto[inicio:fin]
            clave = plano(nombre)
            if len(clave) < 4:
                continue
            mejores = process.extract(clave, list(self.variantes), scorer=fuzz.ratio, limit=6)
            codigos: dict[str, float] = {}
            for variante, parecido, _ in mejores:
                codigos.setdefault(self.variantes[variante].divipola, parecido)
            orden = sorted(codigos.items(), key=lambda par: -par[1])
            claro = orden and orden[0][1] >= UMBRAL_DE_PARECIDO
            if claro and len(orden) > 1:
                claro = orden[0][1] - orden[1][1] >= MARGEN_DE_PARECIDO
            if claro:
                agregadas.append(Mencion(inicio, fin, nombre, orden[0][0], 0.6))
            else:
                agregadas.append(Mencion(inicio, fin, nombre, "", 0.0, _FUERA_DE_LA_LISTA))
        return sorted([*menciones, *agregadas], key=lambda m: m.inicio)


def _con_motivo(mencion: Mencion, motivo: str) -> Mencion:
    return Mencion(
        mencion.inicio, mencion.fin, mencion.nombre, mencion.divipola, mencion.confianza, motivo
    )


def _es_separador(texto: str) -> bool:
    return len(texto) < 24 and _SEPARADOR.fullmatch(texto) is not None


def _es_mayusculas(texto: str) -> bool:
    return texto.upper() == texto


def _comun(texto: str, inicio: int, palabra: str) -> bool:
    """Si la palabra con mayúscula de antes no forma nombre con el municipio."""
    if plano(palabra).rstrip(".") in _NO_SON_NOMBRE or _es_mayusculas(texto):
        return True
    # Fin de otra oración: «… Departamento. Cúcuta».
    return palabra.endswith(".") and len(palabra) > 4


def _es_institucion(antes: str, bajo_antes: str) -> bool:
    for hallada in re.finditer(rf"\b(?:{_CABEZAS})\b", bajo_antes):
        corte = hallada.start()
        if not antes[corte : corte + 1].isupper():
            continue
        cola = antes[corte:]
        completa = _INSTITUCION_COMPLETA.fullmatch(cola)
        if completa:
            return True
    return False


_INSTITUCION_COMPLETA = re.compile(
    r"[A-ZÁÉÍÓÚÑÜ][\w.]*"
    r"(?:[ –—-]+(?:de|del|la|las|los|el|y|e|para|en|municipal|municipales|metropolitana|"
    r"[\"“«]?[A-ZÁÉÍÓÚÑÜ][\w.\-]*[\"”»]?)){0,14}[ –—-]+"
)


def _heredar_institucion(bajo: str, menciones: list[Mencion]) -> list[Mencion]:
    """«Cámaras de Comercio de Cúcuta, Pamplona y Ocaña»: el plural alcanza a toda la lista."""
    resultado: list[Mencion] = []
    plural = False
    for mencion in menciones:
        previa = resultado[-1] if resultado else None
        sigue = previa is not None and _es_separador(bajo[previa.fin : mencion.inicio])
        if mencion.motivo.startswith("es parte del nombre de una institución"):
            antes = bajo[max(0, mencion.inicio - 160) : mencion.inicio]
            cabezas = re.findall(rf"\b(?:{_CABEZAS})\b", antes)
            plural = bool(cabezas) and _PLURAL_DE_INSTITUCION.search(cabezas[-1]) is not None
        elif sigue and plural and previa is not None and previa.motivo and not mencion.motivo:
            mencion = _con_motivo(mencion, previa.motivo)
        elif not sigue:
            plural = False
        resultado.append(mencion)
    return resultado


def _huecos_de_lista(texto: str, menciones: list[Mencion]) -> Iterable[tuple[int, int]]:
    """Los elementos con mayúscula que van en una lista entre municipios o al final de ella."""
    lugares = [m for m in menciones if not m.motivo]
    ocupado = [(m.inicio, m.fin) for m in menciones]
    vistos: set[tuple[int, int]] = set()
    for mencion in lugares:
        fin = mencion.fin
        while hallado := _ELEMENTO_DESPUES.match(texto, fin):
            inicio, fin = hallado.span("e")
            if any(a < fin and inicio < b for a, b in ocupado):
                break
            if (inicio, fin) not in vistos:
                vistos.add((inicio, fin))
                yield inicio, fin
        limite = mencion.inicio
        while True:
            ventana = max(0, limite - 120)
            previo = _ELEMENTO_ANTES.search(texto[ventana:limite])
            if previo is None:
                break
            inicio, cierre = previo.start("e") + ventana, previo.end("e") + ventana
            if any(a < cierre and inicio < b for a, b in ocupado) or (inicio, cierre) in vistos:
                break
            vistos.add((inicio, cierre))
            yield inicio, cierre
            limite = inicio


def armar_municipios(pares: Iterable[tuple[str, str]]) -> Municipios:
    """La lista a partir de parejas (nombre, divipola); el primer nombre de cada código manda."""
    nombres: dict[str, str] = {}
    exactas: dict[str, str] = {}
    for nombre, codigo in pares:
        nombres.setdefault(codigo, nombre)
        exactas.setdefault(" ".join(plano(nombre).split()), codigo)
    variantes = {clave: Variante(codigo, 0.95) for clave, codigo in exactas.items()}
    derivadas: dict[str, set[tuple[str, float, bool]]] = {}
    for clave, codigo in exactas.items():
        sin_conector = _CONECTOR.sub(" ", clave)
        if sin_conector != clave:
            derivadas.setdefault(sin_conector, set()).add((codigo, 0.85, False))
        sin_articulo = _ARTICULO.sub("", clave)
        if sin_articulo != clave:
            derivadas.setdefault(sin_articulo, set()).add((codigo, 0.7, True))
    for clave, opciones in derivadas.items():
        codigos = {codigo for codigo, _, _ in opciones}
        if clave not in variantes and len(codigos) == 1:
            codigo, confianza, en_lista = sorted(opciones)[0]
            variantes[clave] = Variante(codigo, confianza, en_lista)
    alternativas = sorted(variantes, key=len, reverse=True)
    cuerpo = "|".join(r"\s+".join(map(re.escape, clave.split())) for clave in alternativas)
    return Municipios(nombres, variantes, re.compile(rf"(?<!\w)(?:{cuerpo})(?!\w)"))


def municipios_del_proyecto(rutas: Rutas) -> Municipios:
    """Los municipios de la última edición de DIVIPOLA y sus nombres homologados."""
    ediciones = sorted((rutas.datos_crudos / "divipola").glob("*/municipios.csv"))
    if not ediciones:
        raise ErrorDeHomologacion(
            que="No hay lista de municipios.",
            donde=str(rutas.datos_crudos / "divipola"),
            esperado="una edición de DIVIPOLA con municipios.csv",
            hacer="Pase la lista con --municipios, un CSV con las columnas divipola y nombre.",
        )
    columnas = [
        "codigo",
        "nombre",
        "nom_divipola",
        "tipo",
        "lat_cabecera",
        "lon_cabecera",
        "fuente",
    ]
    tabla = leer_csv_estricto(ediciones[-1], columnas)
    pares = list(zip(tabla["nombre"], tabla["codigo"], strict=True))
    pares += list(zip(tabla["nom_divipola"], tabla["codigo"], strict=True))
    conocidos = set(tabla["codigo"])
    homologados = leer_homologacion(rutas, "municipios.csv", "divipola").codigos
    pares += [(nombre, codigo) for nombre, codigo in homologados.items() if codigo in conocidos]
    return armar_municipios(pares)


def leer_municipios(ruta: Path) -> Municipios:
    """La lista de un CSV con una columna de código (cinco cifras) y una de nombre.

    Un código puede repetirse para dar otra manera de escribir el nombre. Lanza
    ``ErrorDeHomologacion`` con todo lo que encuentre mal.
    """

    def falla(que: str) -> ErrorDeHomologacion:
        return ErrorDeHomologacion(
            que=que,
            donde=str(ruta),
            esperado=(
                f"un CSV UTF-8 con una columna de código ({', '.join(COLUMNAS_DE_CODIGO)}) de cinco"
                f" cifras y una de nombre ({', '.join(COLUMNAS_DE_NOMBRE)})"
            ),
            hacer="Corrija la lista de municipios y vuelva a intentarlo.",
        )

    if not ruta.is_file():
        raise falla("La lista de municipios no está.")
    try:
        texto = ruta.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise falla("La lista de municipios no está en UTF-8.") from error
    renglones = [renglon for renglon in texto.splitlines() if renglon.strip()]
    if not renglones:
        raise falla("La lista de municipios está vacía.")
    separador = ";" if renglones[0].count(";") > renglones[0].count(",") else ","
    try:
        filas = list(csv.DictReader(renglones, delimiter=separador, strict=True))
        columnas = list(filas[0]) if filas else []
    except csv.Error as error:
        raise falla(f"La lista de municipios está mal formada ({error}).") from error
    columna_codigo = next((c for c in COLUMNAS_DE_CODIGO if c in columnas), None)
    columnas_nombre = [c for c in COLUMNAS_DE_NOMBRE if c in columnas]
    if columna_codigo is None or not columnas_nombre:
        raise falla("La lista de municipios no trae las columnas de código y nombre.")
    pares: list[tuple[str, str]] = []
    malas: list[str] = []
    for numero, fila in enumerate(filas, start=2):
        codigo = (fila[columna_codigo] or "").strip()
        nombres = [(fila[c] or "").strip() for c in columnas_nombre]
        if not re.fullmatch(r"\d{5}", codigo) or not any(re.search(r"\w", n) for n in nombres):
            malas.append(f"fila {numero}: «{codigo}», «{nombres[0]}»")
            continue
        pares += [(nombre, codigo) for nombre in nombres if re.search(r"\w", nombre)]
    if malas:
        resto = f" y {len(malas) - 5} más" if len(malas) > 5 else ""
        raise falla(
            f"Filas sin código de cinco cifras o sin nombre: {'; '.join(malas[:5])}{resto}."
        )
    repetidos: dict[str, str] = {}
    for nombre, codigo in pares:
        clave = " ".join(plano(nombre).split())
        if repetidos.setdefault(clave, codigo) != codigo:
            raise falla(f"«{nombre}» tiene dos códigos: {repetidos[clave]} y {codigo}.")
    return armar_municipios(pares)
