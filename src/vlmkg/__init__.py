"""A knowledge graph of vision-language models: how each is put together, and who says so.

>>> import vlmkg
>>> kg = vlmkg.load()
>>> kg.show("CoPali").label
'ColPali'
"""

from importlib.metadata import PackageNotFoundError, version

from vlmkg.errors import VlmkgError
from vlmkg.kg import Kg, load

try:
    __version__ = version("vlmkg")
except PackageNotFoundError:  # a checkout that was never installed
    __version__ = "0+unknown"

__all__ = ["Kg", "VlmkgError", "__version__", "load"]
