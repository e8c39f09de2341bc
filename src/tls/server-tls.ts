/**
 * The certificate of the listeners, and what TLS they speak.
 *
 * For every server of the house. Promises: one policy (`policy.ts`) everywhere; a certificate that was renewed on disk
 * is used by new connections within a minute, without a restart; a renewal that is broken or half written leaves the old
 * one in use and says so in the log. Fails: at the start a missing or unfit file throws `Refusal` with its name.
 * Standards: RFC 8446, RFC 5246, RFC 9325; NCSC-NL IT Security Guidelines for TLS.
 */
import { X509Certificate, createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls'
import { Refusal } from '../base/errors.ts'
import { minute } from '../base/sizes.ts'
import type { Log } from '../log/log.ts'
import { serverPolicy } from './policy.ts'

/** What is to be known of the certificate in use: for the health page and for `./zegel check`. */
export interface CertificateFacts {
  /** DNS names in subjectAltName, lower case. */
  readonly names: readonly string[]
  readonly notBefore: number
  readonly notAfter: number
  /** SHA-256 of the certificate in hexadecimal, for pinning by a partner. */
  readonly fingerprint: string
}

export interface ServerTls {
  /** The context for one new connection: `new TLSSocket(socket, { isServer: true, secureContext })`. */
  secureContext(): SecureContext
  /** The same as options, for `https.createServer(options)` and `server.setSecureContext(options)`. */
  options(): SecureContextOptions
  /** Called after each reload. Gives the function that stops listening. */
  onChange(listener: () => void): () => void
  facts(): CertificateFacts
  /** Reads the files again now; false when nothing changed or the new ones are unfit. */
  reload(): Promise<boolean>
  close(): void
}

/** Certificate chain and private key, both PEM. */
export interface KeyPair {
  readonly certificate: string
  readonly key: string
}

/** How often the files are looked at. */
export const RELOAD_MS = minute

/** Reads the files and keeps an eye on them. Throws `Refusal('tls-files')` when they cannot be used. */
export async function loadTls({ certificateFile, keyFile, log, reloadMs = RELOAD_MS }: {
  readonly certificateFile: string, readonly keyFile: string, readonly log: Log, readonly reloadMs?: number,
}): Promise<ServerTls> {
  const read = async (): Promise<KeyPair> => ({
    certificate: await readText(certificateFile), key: await readText(keyFile),
  })
  const held = hold(await read(), `${certificateFile} and ${keyFile}`)
  async function reload(): Promise<boolean> {
    try {
      const pair = await read()
      if (pair.certificate === held.pair().certificate && pair.key === held.pair().key) return false
      held.use(pair)
      log.info('tls.reloaded', { notAfter: new Date(held.facts().notAfter).toISOString() })
      return true
    } catch (error) {
      log.warn('tls.reload-failed', { reason: error instanceof Error ? error.message : 'unknown' })
      return false
    }
  }
  const timer = setInterval(() => void reload(), reloadMs)
  timer.unref()
  return { ...held.tls, reload, close: () => clearInterval(timer) }
}

/** The same for a pair that is in memory and never changes: tests and the demonstration. */
export function fixedTls(pair: KeyPair): ServerTls {
  return { ...hold(pair, 'the certificate').tls, reload: () => Promise.resolve(false), close: () => undefined }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new Refusal('tls-files', `cannot read ${file}`, { cause })
  }
}

function hold(first: KeyPair, where: string) {
  const listeners = new Set<() => void>()
  let now = prepare(first, where)
  return {
    pair: () => now.pair,
    facts: () => now.facts,
    use(pair: KeyPair): void {
      now = prepare(pair, where)
      for (const listener of listeners) listener()
    },
    tls: {
      secureContext: () => now.context,
      options: () => now.options,
      facts: () => now.facts,
      onChange(listener: () => void) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
  }
}

function prepare(pair: KeyPair, where: string) {
  try {
    const leaf = new X509Certificate(pair.certificate)
    if (!leaf.checkPrivateKey(createPrivateKey(pair.key))) throw new Error('the key is not of this certificate')
    const options: SecureContextOptions = { ...serverPolicy, cert: pair.certificate, key: pair.key }
    const facts: CertificateFacts = {
      names: (leaf.subjectAltName ?? '').split(', ').filter((name) => name.startsWith('DNS:')).map((name) => name.slice(4).toLowerCase()),
      notBefore: leaf.validFromDate.getTime(),
      notAfter: leaf.validToDate.getTime(),
      fingerprint: leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
    }
    return { pair, options, facts, context: createSecureContext(options) }
  } catch (cause) {
    throw new Refusal('tls-files', `${where} cannot be used: ${cause instanceof Error ? cause.message : 'unknown'}`, { cause })
  }
}
