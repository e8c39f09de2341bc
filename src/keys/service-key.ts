import { chmod, open, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { KeyObject } from 'node:crypto'
import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import { boxKey, openBox, sealBox } from '../crypto/box.ts'
import { hkdfSha256, hmacSha256, randomBytes } from '../crypto/hash.ts'
import type { Place, ServiceKey } from './keys.ts'
import { KEY_VERSION, placeBytes } from './place.ts'

/** Name of the systemd credential (`LoadCredential=service-key:/path`). */
export const SERVICE_KEY_CREDENTIAL = 'service-key'
const PREFIX = 'zegel-service-key-1:'
const KEY_BYTES = 32

/**
 * Where the key is: a file in the home, or a credential that systemd hands over in `$CREDENTIALS_DIRECTORY` (possibly
 * sealed to the TPM). A credential wins over the file.
 */
export interface ServiceKeySource {
  readonly file: string
  readonly credentialsDirectory?: string | undefined
}

/** Makes a new key file, readable by its owner only, on disk before it returns. Refuses when there is one already. */
export async function createServiceKey(file: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(`${PREFIX}${toBase64Url(randomBytes(KEY_BYTES))}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  // The mode above passes through the umask; this one does not.
  await chmod(file, 0o600)
  const folder = await open(dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/**
 * Reads the key. Throws an error in words for the administrator when it is missing, not a key, or readable by others.
 */
export async function openServiceKey(source: ServiceKeySource): Promise<ServiceKey> {
  const credential = source.credentialsDirectory === undefined
    ? undefined
    : await readIfThere(join(source.credentialsDirectory, SERVICE_KEY_CREDENTIAL))
  if (credential !== undefined) return readServiceKey(credential, 'the credential service-key')
  const text = await readIfThere(source.file)
  if (text === undefined) throw new Error(`the service key ${source.file} is missing: without it nothing can be opened`)
  const { mode } = await stat(source.file)
  if ((mode & 0o077) !== 0) {
    throw new Error(`the service key ${source.file} can be read by others: run chmod 600 on it`)
  }
  return readServiceKey(text, source.file)
}

/** A key that lives in this process only: for tests. */
export function temporaryServiceKey(root: Uint8Array = randomBytes(KEY_BYTES)): ServiceKey {
  return fromRoot(root)
}

function readServiceKey(text: string, where: string): ServiceKey {
  const root = text.startsWith(PREFIX) ? fromBase64Url(text.slice(PREFIX.length).trim()) : undefined
  if (root === undefined || root.length !== KEY_BYTES) throw new Error(`${where} does not hold a service key`)
  return fromRoot(root)
}

/** Purposes and kinds are words in our code; a process that makes up more has a bug. */
export const SERVICE_PURPOSES_MAX = 200

function fromRoot(root: Uint8Array): ServiceKey {
  const boxKeys = new Map<string, KeyObject>()
  const macKeys = new Map<string, KeyObject>()

  function derive(purpose: string): Uint8Array {
    return hkdfSha256({ key: root, info: `${KEY_VERSION}|service|${purpose}` })
  }

  function cached(keys: Map<string, KeyObject>, purpose: string): KeyObject {
    const found = keys.get(purpose)
    if (found !== undefined) return found
    if (keys.size >= SERVICE_PURPOSES_MAX) throw new Error('too many purposes for the service key')
    const bytes = derive(purpose)
    const key = boxKey(bytes)
    bytes.fill(0)
    keys.set(purpose, key)
    return key
  }

  return {
    derive,
    encrypt: (place, plain) => sealBox(cached(boxKeys, `box|${place.kind}`), placeBytes(place), plain),
    decrypt: (place: Place, box) => openBox(cached(boxKeys, `box|${place.kind}`), placeBytes(place), box),
    mac: (purpose, bytes) => hmacSha256(cached(macKeys, `mac|${purpose}`), bytes),
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
