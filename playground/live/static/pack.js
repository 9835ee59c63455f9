// Reads what pack.py wrote: numbers in three bytes each, words out of a few.

/**
 * @typedef {{f3: string}} Packed a big-endian float32 without its last byte for each number, in base64
 * @typedef {{of: string[], at: string}} PackedPick words, and for each point the number of its word in one byte, in base64
 */

/**
 * @param {Packed | PackedPick} column
 * @returns {(number | null)[] | string[]} null where there is no finite number
 */
export function unpack(column) {
  if ("of" in column) return Array.from(atob(column.at), (byte) => column.of[byte.charCodeAt(0)]);
  const bytes = atob(column.f3);
  const view = new DataView(new ArrayBuffer(4));
  return Array.from({ length: bytes.length / 3 }, (_, i) => {
    for (let byte = 0; byte < 3; byte += 1) view.setUint8(byte, bytes.charCodeAt(3 * i + byte));
    const value = view.getFloat32(0);
    return Number.isFinite(value) ? value : null;
  });
}
