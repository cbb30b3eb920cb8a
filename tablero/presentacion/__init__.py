"""De vistas congeladas a una presentación de PowerPoint que se puede editar.

``armado.armar`` es la entrada. ``lectura`` entiende la figura, ``graficos``, ``mapas`` y
``tablas`` la vuelven objetos propios de PowerPoint y ``plantilla`` dice dónde va cada cosa. Nunca
se pega una imagen.
"""
