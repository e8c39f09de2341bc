import { constants } from 'node:crypto'
import type { SecureContextOptions } from 'node:tls'

/**
 * Which TLS we speak, on every listener and to every other server: 1.2 and 1.3, forward secrecy and authenticated
 * encryption only: the settings that NCSC-NL's guidelines call good (IT Security Guidelines for TLS 2.1, tables 1-5).
 */

/** Cipher suites of TLS 1.3, then of TLS 1.2, in our order. */
export const CIPHERS = [
  'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-CHACHA20-POLY1305', 'ECDHE-RSA-AES128-GCM-SHA256',
].join(':')

/** Key exchange: first the hybrid that a future quantum computer does not open (draft-ietf-tls-ecdhe-mlkem). */
export const GROUPS = 'X25519MLKEM768:X25519:P-256:P-384'

/** What a key exchange may be signed with: the runtime's own list still has SHA-224 and SHA-1. */
export const SIGNATURES = [
  'ECDSA+SHA256', 'ECDSA+SHA384', 'ECDSA+SHA512', 'ed25519', 'ed448', 'RSA-PSS+SHA256', 'RSA-PSS+SHA384', 'RSA-PSS+SHA512',
  'RSA+SHA256', 'RSA+SHA384', 'RSA+SHA512',
].join(':')

const common: SecureContextOptions = {
  minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', ciphers: CIPHERS, ecdhCurve: GROUPS, sigalgs: SIGNATURES,
}

/** For listeners. No renegotiation, no compression, no tickets: a stolen ticket key would open recorded sessions. */
export const serverPolicy: SecureContextOptions = {
  ...common,
  honorCipherOrder: true,
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_COMPRESSION
    | constants.SSL_OP_CIPHER_SERVER_PREFERENCE | constants.SSL_OP_NO_TICKET,
}

/** For connections we make. */
export const clientPolicy: SecureContextOptions = {
  ...common, secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_COMPRESSION,
}
