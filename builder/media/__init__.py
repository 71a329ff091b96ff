"""Pictures and sounds: from a reference in a source to a file in the package.

``store`` answers the renderer's questions; ``kinds`` tells what a file is, ``raster``
and ``svg`` check and prepare it, ``addresses`` reads references.  None of them reads
a file or the net: bytes come from a ``MediaReader``.
"""

from __future__ import annotations

from builder.media.store import MediaFile, MediaReader, MediaStore, Picture, names_sound, unused

__all__ = ["MediaFile", "MediaReader", "MediaStore", "Picture", "names_sound", "unused"]
