"""Del archivo publicado al mart: declaración, lectura, preparación, marts, revisión y publicación.

Este paquete no conoce la pantalla. La pantalla (``tablero``) sólo le conoce las rutas y los
errores.
"""
