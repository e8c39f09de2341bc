/**
 * What is offered to find out whether a server takes more than it should: suites, groups and signatures by their numbers
 * (IANA), in the words of NCSC-NL's TLS guidelines, version 2025-05. `levels.ts` has the same tables by name.
 */

/** TLS 1.3 and 1.2, all that is good or sufficient. */
export const SUITES_13: readonly number[] = [0x1302, 0x1303, 0x1301, 0x1304]
export const SUITES_13_INSUFFICIENT: readonly number[] = [0x1305]
export const SUITES_12: readonly number[] = [0xc02c, 0xc030, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc0ac, 0xc0ad]

/** ECDHE with CBC and SHA-2, Camellia and ARIA; all of DHE. */
export const SUITES_PHASE_OUT: readonly number[] = [
  0xc023, 0xc024, 0xc027, 0xc028, 0xc072, 0xc073, 0xc076, 0xc077, 0xc05c, 0xc05d, 0xc060, 0xc061, 0xc086, 0xc087, 0xc08a, 0xc08b,
  0x009e, 0x009f, 0xccaa, 0x0033, 0x0039, 0x0067, 0x006b, 0x0032, 0x0038, 0x0040, 0x006a, 0x00a2, 0x00a3, 0x0045, 0x0088, 0xc09e, 0xc09f,
]

/** RSA key exchange, static DH, CBC with SHA-1, 3DES, RC4, short tags, anonymous, export and none at all. */
export const SUITES_INSUFFICIENT: readonly number[] = [
  0x009c, 0x009d, 0x003c, 0x003d, 0x002f, 0x0035, 0x000a, 0x0005, 0x0004, 0xc09c, 0xc09d, 0x0041, 0x0084, 0xc013, 0xc014, 0xc009, 0xc00a,
  0xc012, 0xc008, 0xc011, 0xc007, 0x0016, 0x0013, 0xc0a0, 0xc0a1, 0xc0ae, 0xc0af, 0x0018, 0x0034, 0x003a, 0x006c, 0x006d, 0x00a6, 0x00a7,
  0xc015, 0xc016, 0xc017, 0xc018, 0xc019, 0x0001, 0x0002, 0x003b, 0xc006, 0xc010, 0x0003, 0x0006, 0x0008, 0x0009, 0x0014, 0x0015, 0xc02e, 0xc032,
]

/** All groups that do, then those to be phased out, then those that never do. */
export const GROUPS_RIGHT: readonly number[] = [4588, 4587, 4589, 29, 30, 23, 24, 25, 26, 27, 28, 31, 32, 33]
export const GROUPS_PHASE_OUT: readonly number[] = [21, 257, 258, 259, 260]
export const GROUPS_INSUFFICIENT: readonly number[] = [19, 20, 22, 18, 17, 16, 15, 1, 2, 3, 256]

export const SIGNATURES: readonly number[] = [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0807, 0x0808]
export const SIGNATURES_PHASE_OUT: readonly number[] = [0x0303, 0x0301, 0x0302]
export const SIGNATURES_INSUFFICIENT: readonly number[] = [0x0203, 0x0201, 0x0202, 0x0101]

/** Hashes of TLS 1.2 by their number (RFC 5246 §7.4.1.4.1). */
export const HASHES: Readonly<Record<number, string>> = { 1: 'MD5', 2: 'SHA-1', 3: 'SHA-224', 4: 'SHA-256', 5: 'SHA-384', 6: 'SHA-512' }

/** A number as it is told: `0xc02f`. */
export const hexOf = (number: number): string => `0x${number.toString(16).padStart(4, '0')}`
