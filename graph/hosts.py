"""Which host an address belongs to, and when two addresses belong to one."""

from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


def authority(url: str) -> str:
    """Host and port of an address, the port only where it is not that of the scheme; "" where there is no host."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    return name(url) if port in (None, _PORTS.get(parts.scheme)) else f"{name(url)}:{port}"


def same_site(url: str, target: str) -> bool:
    """Whether a redirect stays within its host; from http to https it does, back it does not."""
    schemes = urlsplit(url).scheme, urlsplit(target).scheme
    return (schemes == ("http", "https") and name(url) == name(target)) or (
        schemes[0] == schemes[1] and authority(url) == authority(target)
    )


def folded(url: str) -> str:
    """Host and port of an address without `www.`: a site is often reached by both names."""
    return authority(url).removeprefix("www.")


def name(url: str) -> str:
    """The name of the host."""
    return (urlsplit(url).hostname or "").rstrip(".")


def host(url: str) -> str:
    """What an address begins with: scheme, and host and port as they are written."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
