"""Whether the pages that the sources link to are still there.

Owns: which addresses are asked, how many and how often, and what an answer means.  Does not own: sockets (``web``),
where links stand in a text (``check.checks.addresses``), the clock: the date comes from the caller.  Nobody comes here
but on the author's own command.
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from builder import __version__
from builder.fetch.web import LostError, RefusedError, ask, host_of
from builder.model.config import FetchOptions
from builder.model.diagnostics import Diagnostic
from builder.model.source import Span
from builder.rules.hygiene import LOST_PAGE

_GONE = {404: "there is no such page (404)", 410: "the page was taken away (410)"}
_MOST = 500  # addresses that one run asks
_FRESH = 7  # days for which an answer is believed
_HEADERS = {"User-Agent": f"Deckbuilder/{__version__} (checks links)", "Accept": "*/*"}


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What came of it: the findings, how many pages could not be told, and when each of the others was seen."""

    diagnostics: tuple[Diagnostic, ...]
    unclear: int
    seen: Mapping[str, date]


def check_links(
    places: Iterable[tuple[str, Span]],
    known: Mapping[str, date],
    options: FetchOptions,
    *,
    today: date,
    show: Callable[[int, int], object] = lambda done, count: None,
) -> LinkResult:
    """Ask each address of ``places`` once, unless it is ``known`` to have been there in the last seven days.

    A page is gone if its server says so, or if its host has no address.  Whatever else goes wrong (no net, a server
    that is busy or wants a password) says nothing about the page.
    """
    wanted: dict[str, list[Span]] = {}
    for address, span in places:
        wanted.setdefault(address.partition("#")[0], []).append(span)
    seen = {a: day for a, day in known.items() if 0 <= (today - day).days < _FRESH}
    asked = [address for address in wanted if address not in seen]
    diagnostics: list[Diagnostic] = []
    silent: set[str] = set()
    unclear = 0
    for number, address in enumerate(asked[:_MOST], 1):
        show(number, min(len(asked), _MOST))
        answer = None if host_of(address) in silent else _answer(address, options, silent)
        if answer == "":
            seen[address] = today
        elif answer is None:
            unclear += 1
        else:
            hint = "link to where it is now, or unlink the text"
            message = f"{address}: {answer}"
            diagnostics += (Diagnostic(LOST_PAGE, message, span, hint) for span in wanted[address])
    return LinkResult(tuple(diagnostics), unclear + max(0, len(asked) - _MOST), seen)


def _answer(address: str, options: FetchOptions, silent: set[str]) -> str | None:
    """Why the page is gone, "" if it is there, None if that cannot be told; a host without an answer is ``silent``."""
    try:
        with ask(address, _HEADERS, timeout=options.timeout, allow_private=options.allow_private) as answer:
            return "" if answer.status < http.client.BAD_REQUEST else _GONE.get(answer.status)
    except LostError as error:
        return str(error)
    except socket.gaierror as error:
        silent.add(host_of(address))
        return f"there is no host {host_of(address)}" if error.errno == socket.EAI_NONAME and _has_net() else None
    except (RefusedError, OSError, http.client.HTTPException) as error:
        if isinstance(error, OSError):
            silent.add(host_of(address))
        return None


def _has_net() -> bool:
    """Whether any host is found: without a net all seem to be gone."""
    with suppress(OSError):
        return bool(socket.getaddrinfo("example.com", 80))
    return False
