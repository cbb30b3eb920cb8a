"""La lista de páginas: archivo, título, ícono y dirección.

El nombre del archivo nunca es la dirección: en un servidor recién arrancado Streamlit ejecutaría
``pages/<direccion>.py`` sin el marco. Una prueba lo vigila.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.rutas import Rutas


@dataclass(frozen=True)
class Pagina:
    """Una página del tablero. ``pregunta`` es la que responde; va en el menú y en el README.

    ``grupo``: el desplegable del menú donde va; vacío, a la vista.
    """

    archivo: str
    titulo: str
    icono: str
    direccion: str
    pregunta: str
    grupo: str = ""


INDICES, DATOS = "Índices y sectores", "Datos y sesión"
PAGINAS = (
    Pagina(
        archivo="pagina_panorama.py",
        titulo="Panorama",
        icono=":material/monitoring:",
        direccion="",
        pregunta="¿Cómo vamos en los indicadores de resultado de los dos planes?",
    ),
    Pagina(
        archivo="pagina_idc.py",
        titulo="Competitividad",
        icono=":material/leaderboard:",
        direccion="competitividad",
        pregunta="¿En qué pilar del IDC ganamos o perdimos puestos, frente a quién y qué falta?",
    ),
    Pagina(
        archivo="pagina_simulador.py",
        titulo="Simulador",
        icono=":material/tune:",
        direccion="simulador",
        pregunta="¿Por qué se movió nuestro puesto en el IDC y qué haría falta para subir?",
        grupo=INDICES,
    ),
    Pagina(
        archivo="pagina_pobreza_producto.py",
        titulo="Pobreza y producto",
        icono=":material/savings:",
        direccion="economia",
        pregunta="¿Cuánto pesa y crece el PIB por persona, y cómo va la pobreza?",
    ),
    Pagina(
        archivo="pagina_tejido.py",
        titulo="Tejido empresarial",
        icono=":material/storefront:",
        direccion="empresas",
        pregunta="¿Cómo van matrículas y renovaciones en Cúcuta, Ocaña y Pamplona?",
    ),
    Pagina(
        archivo="pagina_canasta.py",
        titulo="Exportaciones",
        icono=":material/local_shipping:",
        direccion="exportaciones",
        pregunta="¿Qué tan concentrada está la canasta (IHH) y quién la concentra?",
    ),
    Pagina(
        archivo="pagina_clusteres.py",
        titulo="Clústeres",
        icono=":material/hub:",
        direccion="clusteres",
        pregunta="¿Qué tan maduros están los clústeres, en qué aspecto y frente a qué?",
        grupo=INDICES,
    ),
    Pagina(
        archivo="pagina_mesas.py",
        titulo="Mesas y redes",
        icono=":material/handshake:",
        direccion="mesas",
        pregunta="¿Qué hicieron Colombia Productiva, la Red de Emprendimiento y la OFAI?",
        grupo=INDICES,
    ),
    Pagina(
        archivo="pagina_plan.py",
        titulo="Plan de desarrollo",
        icono=":material/flag:",
        direccion="plan",
        pregunta="¿Qué metas se cumplieron, con cuánta plata y cuánta gente, por línea y programa?",
    ),
    Pagina(
        archivo="pagina_cobertura.py",
        titulo="Cobertura",
        icono=":material/map:",
        direccion="cobertura",
        pregunta="¿A qué municipios llegó el plan, cuándo, y a cuáles no?",
    ),
    Pagina(
        archivo="pagina_lugar.py",
        titulo="Municipio",
        icono=":material/location_on:",
        direccion="municipio",
        pregunta="¿Qué metas nombraron a un municipio, cuándo y cómo se compara?",
    ),
    Pagina(
        archivo="pagina_indice_municipal.py",
        titulo="Índice municipal",
        icono=":material/balance:",
        direccion="indice-municipal",
        pregunta="¿Qué municipios tienen mejores condiciones y qué los sube o los baja?",
        grupo=INDICES,
    ),
    Pagina(
        archivo="pagina_catalogo.py",
        titulo="Datos",
        icono=":material/database:",
        direccion="datos",
        pregunta="¿Qué mide cada indicador, de dónde sale y cómo se baja?",
        grupo=DATOS,
    ),
    Pagina(
        archivo="pagina_sesion.py",
        titulo="Sesión",
        icono=":material/folder_open:",
        direccion="sesion",
        pregunta="¿Qué vimos, qué acordamos y qué cambió desde la última sesión?",
        grupo=DATOS,
    ),
    Pagina(
        archivo="pagina_verificar.py",
        titulo="Verificar",
        icono=":material/verified:",
        direccion="verificar",
        pregunta="¿De qué vista salió este código y qué cambió desde entonces?",
        grupo=DATOS,
    ),
    Pagina(
        archivo="pagina_actualizar.py",
        titulo="Actualizar",
        icono=":material/upload_file:",
        direccion="actualizar",
        pregunta="¿Qué trae lo nuevo, qué cambia si se publica y quién lo publicó?",
        grupo=DATOS,
    ),
)


def ruta_de(pagina: Pagina, rutas: Rutas) -> str:
    return str(rutas.raiz / "pages" / pagina.archivo)
