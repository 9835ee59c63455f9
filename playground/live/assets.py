"""The files of player and lessons, and Plotly's, compressed once and served for good: their version stands in the address."""

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

_MEDIA_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}


@lru_cache(maxsize=1)
def version() -> str:
    """Return the version of all files together: another content, another version."""
    digest = hashlib.sha256()
    for name, file in sorted(_served().items()):
        digest.update(name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def source(name: str) -> str:
    """Return the text of one of our files."""
    return _static().joinpath(name).read_text(encoding="utf-8")


def asset_route(base: str) -> BaseRoute:
    """Return the route `/assets/{version}/{name}` below `base`; a name may have a folder: `lesson/lesson.js`.

    Another version than this process's is not found, lest these files be cached under its name for good.
    """
    return Route(f"{base}/assets/{{version}}/{{name:path}}", _respond, methods=["GET"])


async def _respond(request: Request) -> Response:
    name = request.path_params["name"]
    if request.path_params["version"] != version() or name not in _served():
        return PlainTextResponse("There is no such file in this version of the app. Reload the page.", status_code=404)
    # Plotly's 5 MB take a fifth of a second, once: not in the event loop.
    content = await run_in_threadpool(_gzipped, name)
    headers = {**_HEADERS, "Content-Type": _MEDIA_TYPES[_suffix(name)]}
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(gzip.decompress(content), headers=headers)
    return Response(content, headers={**headers, "Content-Encoding": "gzip"})


@lru_cache(maxsize=64)
def _gzipped(name: str) -> bytes:
    # Level 6 takes a third of level 9's time for one per cent more bytes.
    return gzip.compress(_served()[name].read_bytes(), 6, mtime=0)


@lru_cache(maxsize=1)
def _served() -> Mapping[str, Traversable]:
    return {**dict(_files_in(_static(), "")), "plotly.min.js": files("plotly").joinpath("package_data", "plotly.min.js")}


def _files_in(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for file in folder.iterdir():
        if file.is_dir():
            yield from _files_in(file, f"{path}{file.name}/")
        elif _suffix(file.name) in _MEDIA_TYPES:
            yield f"{path}{file.name}", file


def _static() -> Traversable:
    return files("playground.live").joinpath("static")


def _suffix(name: str) -> str:
    return name[name.rfind(".") :]
