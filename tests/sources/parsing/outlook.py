"""A small Outlook message: a compound file of streams, as Outlook saves one."""

from __future__ import annotations

import struct

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<IIIB", FREE, right, child, 0)[:12]
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBB", len(encoded), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def message(streams: dict[str, bytes]) -> bytes:
    """A compound file of small streams, by name."""
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    small, chain, starts = b"", [], {}
    for name in names:
        starts[name] = len(chain)
        count = max(1, -(-len(streams[name]) // 64))
        chain += [*range(len(chain) + 1, len(chain) + count), END]
        small += streams[name].ljust(64 * count, b"\0")
    n_small = -(-len(small) // 512)
    entries = [_entry("Root Entry", 5, 1, FREE, 0, len(small))]
    entries += [
        _entry(name, 2, FREE, at + 1 if at < len(names) else FREE, starts[name], len(streams[name]))
        for at, name in enumerate(names, 1)
    ]
    while len(entries) % 4:
        entries.append(bytes(68) + struct.pack("<III", FREE, FREE, FREE) + bytes(48))
    n_directory = len(entries) // 4
    first_directory, first_chain = n_small, n_small + n_directory
    mini = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    fat = [*range(1, n_small), END, *range(first_directory + 1, first_chain), END, END, FAT]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, first_directory, 0, 4096, first_chain, 1, END, 0)
    header += struct.pack("<I", first_chain + 1).ljust(436, b"\xff")
    body = small.ljust(512 * n_small, b"\0") + b"".join(entries) + mini
    return header + body + struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
