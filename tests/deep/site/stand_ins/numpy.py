"""Stands in for NumPy: `save` alone, of arrays of doubles."""
import struct


def save(path, array):
    """Writes the array as NumPy does, format 1.0."""
    shape = ", ".join(map(str, array.shape))
    head = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({shape}), }}"
    head += " " * (-(len(head) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode())
        file.write(struct.pack(f"<{len(array.values)}d", *array.values))
