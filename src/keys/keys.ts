/**
 * Which key opens what. Two hierarchies stand apart: the account's (opened by its owner) and the service's (opened by
 * the running service). See design promise 3 and `docs/decisions/0002-service-key.md`.
 */

export interface AccountRef {
  readonly tenant: number
  readonly account: number
}

/** Where a ciphertext belongs: bound in as HKDF info or additional data, so that nothing can be moved or swapped. */
export interface Place extends AccountRef {
  /** What it is: `record-page`, `body`, `upload`, `mailbox-name`, `sealed-head`, `sealing-secret`, `session` ... */
  readonly kind: string
  /** Which one of that kind: page id, body id, mailbox id. */
  readonly id: string
}

/** An account whose data key is in memory now. The key itself never leaves this object. */
export interface OpenAccount extends AccountRef {
  /**
   * Version of the data key that `encrypt` uses; a write says it, so that nothing is kept under a key that is
   * going.
   */
  readonly keyVersion: number
  /** AES-256-GCM under a key derived from the account data key for that kind; random nonce in front. */
  encrypt(place: Place, plain: Uint8Array): Uint8Array
  /** Throws `Refusal('wrong-key')` when the bytes were changed, moved or belong to another account. */
  decrypt(place: Place, box: Uint8Array): Uint8Array
  /** A keyed digest of 16 bytes for equality inside this account only (mailbox names, thread references). */
  token(kind: string, value: string): Uint8Array
  /**
   * The same under the keys of before, while a key rotation runs: what is looked up may still stand under one of
   * them.
   */
  formerTokens(kind: string, value: string): readonly Uint8Array[]
  /** The same plain bytes under the newest key; undefined when they are there already. */
  rewrap(place: Place, box: Uint8Array): Uint8Array | undefined
  /** Was this sealed to the newest sealing key? */
  isSealedToNewest(sealed: SealedHead): boolean
  /** Opens what was sealed to this account's public key. Throws `Refusal('wrong-key')`, or `Refusal('planted')` when
   * the
   *  service's MAC does not fit: somebody wrote it past the service. */
  unseal(sealed: SealedHead): Uint8Array
}

/** A small secret (the body key and how the mail came in) sealed to an account that is closed. */
export interface SealedHead {
  /** Which sealed message: random id, bound in. */
  readonly id: string
  /** X-Wing ciphertext (1,120 bytes); several heads of one account may share it for a minute, see the decision. */
  readonly encapsulation: Uint8Array
  readonly box: Uint8Array
  /** HMAC-SHA-256 under the service key over all of the above and the place. */
  readonly mac: Uint8Array
}

/** The service's own key, kept outside database, blobs and backup. */
export interface ServiceKey {
  /** A sub-key of 32 bytes for one purpose. */
  derive(purpose: string): Uint8Array
  /**
   * As `OpenAccount.encrypt`, under the service key. Account 0 where the thing belongs to the tenant or the
   * service.
   */
  encrypt(place: Place, plain: Uint8Array): Uint8Array
  decrypt(place: Place, box: Uint8Array): Uint8Array
  /** HMAC-SHA-256 under the sub-key of that purpose. */
  mac(purpose: string, bytes: Uint8Array): Uint8Array
}

/** Seals to closed accounts. Needs only what is public of the account, and the service key for the MAC. */
export interface Sealer {
  seal(account: AccountRef & { readonly sealingPublic: Uint8Array }, id: string, plain: Uint8Array): SealedHead
}

/** Which accounts are open in this process. Sessions hold them; the last release closes and forgets the key. */
export interface Keyring {
  /** Keeps it open until the returned function is called (once; a second call does nothing). */
  hold(account: OpenAccount): () => void
  /** The open account, or undefined when nobody holds it. */
  current(account: AccountRef): OpenAccount | undefined
  /** Called whenever an account becomes open. Gives the function that stops listening. */
  onOpen(listener: (account: OpenAccount) => void): () => void
}

/** Bodies have a key of their own (32 random bytes), chunked so that part of a large body can be read alone. */
export interface BodyCipher {
  /** Chunks of 64 KiB plain; counter nonce; place, index and final flag as additional data. */
  encrypt(place: Place, bodyKey: Uint8Array, plain: Uint8Array): Uint8Array
  decrypt(place: Place, bodyKey: Uint8Array, box: Uint8Array): Uint8Array
  /** Which ciphertext bytes hold plain bytes [start, end). */
  range(plainSize: number, start: number, end: number):
  { readonly boxStart: number, readonly boxEnd: number, readonly firstChunk: number }
  /** Plain bytes [start, end), given exactly the ciphertext bytes that `range` named. */
  decryptRange(
    place: Place, bodyKey: Uint8Array, plainSize: number, start: number, end: number, box: Uint8Array,
  ): Uint8Array
}
