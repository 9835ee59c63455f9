// Reads what pack.py wrote: numbers in three bytes each, words out of a few, or one word or flag for a whole trace.

/**
 * @typedef {{f3: string}} Packed a big-endian float32 without its last byte for each number, in base64
 * @typedef {{of: string[], at: string}} PackedPick words, and for each point the number of its word in one byte, in base64
 */

/**
 * @param {Packed | PackedPick | boolean | string | null} column
 * @returns {(number | null)[] | string[] | boolean | string | undefined} null where there is no finite number; undefined leaves the trace alone
 */
export function unpack(column) {
  if (column === null || typeof column !== "object") return column ?? undefined;
  if ("of" in column) return Array.from(atob(column.at), (byte) => column.of[byte.charCodeAt(0)]);
  const bytes = atob(column.f3);
  const view = new DataView(new ArrayBuffer(4));
  return Array.from({ length: bytes.length / 3 }, (_, i) => {
    for (let byte = 0; byte < 3; byte += 1) view.setUint8(byte, bytes.charCodeAt(3 * i + byte));
    const value = view.getFloat32(0);
    return Number.isFinite(value) ? value : null;
  });
}
