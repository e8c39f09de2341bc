import type { Clock } from '../base/clock.ts'
import { Temporary } from '../base/errors.ts'
import { readCode } from '../crypto/codes.ts'
import { PASSWORD_BYTES_MAX } from '../crypto/password-hash.ts'
import type { AccountKeyring } from '../keys/keyring.ts'
import type { AccountRef, ServiceKey } from '../keys/keys.ts'
import type { OpenAccountKeys } from '../keys/open-account.ts'
import { sql } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import type { BindChannel } from '../tls/channel-binding.ts'
import type { Bans } from '../throttle/bans.ts'
import { networkOf } from '../throttle/network.ts'
import type { Throttle } from '../throttle/throttle.ts'
import { ADDRESS_LENGTH_MAX } from './address.ts'
import { CheckedPasswords } from './checked.ts'
import type { Directory, KnownAccount } from './directory.ts'
import type { KnownNetworks } from './known-networks.ts'
import { APP_PASSWORD_GROUPS, PENDING_MAX, PENDING_MS } from './limits.ts'
import { scramExchange, type ScramDesk, type ScramExchange, type ScramMechanism } from './scram-exchange.ts'
import type { ScramRow, ScramWays } from './scram.ts'
import { openKnown } from './opened.ts'
import { wrapColumns, type WrapRow } from './scripts.ts'
import { countedName } from './sign-in-name.ts'
import type { Account, Door, SignIn } from './types.ts'
import { randomSecret, type WaysIn } from './ways-in.ts'

/** A sign-in whose password was right and whose second factor is still to come. */
export interface Pending {
  readonly known: KnownAccount
  readonly open: OpenAccountKeys
}

export interface SignInArgs {
  readonly address: string
  readonly password: string
  readonly door: Door
  readonly ip: string
}

/** A try without what proves it. */
export type Try = Omit<SignInArgs, 'password'>

export interface ScramArgs {
  readonly mechanism: ScramMechanism
  readonly door: 'imap' | 'submission'
  readonly ip: string
  readonly bind: BindChannel
}

/** How often a way in is looked at when the account changes meanwhile. */
const LOOKS_MAX = 5

const refused: SignIn = { outcome: 'refused' }

/** What came of looking at the password: the key, by which way in, and whether it was remembered only. */
interface Opened {
  readonly wrap: string
  readonly dataKey: Uint8Array
  readonly remembered: boolean
  /** Keeps it for a while, once the try is known to count. */
  readonly remember?: () => void
}

/**
 * Passwords at the door. Who guesses learns nothing: an unknown name, a wrong password, a blocked account and a main
 * password where only app passwords are taken all cost one Argon2id and give the same answer.
 */
export class SignInDesk {
  readonly pending: BoundedMap<string, Pending>
  readonly checked: CheckedPasswords
  readonly #atOnce = new Map<string, Promise<SignIn>>()
  readonly #parts: SignInParts

  constructor(parts: SignInParts) {
    this.#parts = parts
    this.checked = new CheckedPasswords(parts.clock)
    this.pending = new BoundedMap({
      max: PENDING_MAX, ageMs: PENDING_MS, now: () => parts.clock.now(), dropped: ({ open }) => open.close(),
    })
  }

  /** One try. The same try made at the same moment (a client that opens ten connections) is answered once. */
  async signIn(args: SignInArgs): Promise<SignIn> {
    const passwordBytes = new TextEncoder().encode(args.password).length
    if (passwordBytes > PASSWORD_BYTES_MAX || args.address.length > ADDRESS_LENGTH_MAX) return refused
    if (args.door === 'web') return await this.#try(args)
    const name = this.checked.tryName([args.address, args.password, networkOf(args.ip)])
    const already = this.#atOnce.get(name)
    if (already !== undefined) return await already
    const answer = this.#try(args)
    this.#atOnce.set(name, answer)
    try {
      return await answer
    } finally {
      this.#atOnce.delete(name)
    }
  }

  /** Ends a sign-in that succeeded: the open account, or the question for the second factor. */
  admit(known: KnownAccount, open: OpenAccountKeys, door: Door): SignIn {
    const { account } = known
    if (account.secondFactor && door === 'web') {
      const pending = randomSecret()
      this.pending.set(pending, { known, open })
      return { outcome: 'second-factor-needed', account, pending }
    }
    return { outcome: 'open', account, open: this.#parts.keyring.handOver(open) }
  }

  /** The account got a new key: what holds the former one alone is dropped. */
  forgetKeys(ref: AccountRef): void {
    this.checked.drop(ref)
    this.pending.deleteWhere(({ open }) => open.tenant === ref.tenant && open.account === ref.account)
  }

  /** Drops what was remembered of an account: checked passwords and sign-ins half way. */
  forget(ref: AccountRef): void {
    this.checked.forget(ref)
    this.pending.deleteWhere(({ open }) => open.tenant === ref.tenant && open.account === ref.account)
  }

  /** A sign-in by SCRAM: the password does not come, so nothing is remembered of it. RFC 5802 */
  scram({ mechanism, door, ip, bind }: ScramArgs): ScramExchange {
    const { scramWays, store, used } = this.#parts
    const desk: ScramDesk = {
      withDomain: (name) => this.#withDomain(name.slice(0, ADDRESS_LENGTH_MAX)),
      salt: scramWays.salt,
      tryProof: async ({ name, proof, authMessage }) => {
        let serverSignature: Uint8Array | undefined
        // Counted apart from passwords: a client that tries this first, with a password that is no app password, must
        // not use up the tries of the password behind it.
        const signIn = await this.#guarded({ address: name, door, ip }, 'scram', async (known) => {
          const found = await scramWays.openWithProof(store, { account: known?.account, proof, authMessage })
          if (found === undefined || known === undefined) return undefined
          serverSignature = found.serverSignature
          used(known.account, found.wrap)
          return { wrap: found.wrap, dataKey: found.dataKey, remembered: false }
        })
        return serverSignature === undefined ? { signIn } : { signIn, serverSignature }
      },
    }
    return scramExchange({ mechanism, bind, desk })
  }

  async #try(args: SignInArgs): Promise<SignIn> {
    return await this.#guarded(args, 'password', async (known, lane) => {
      const opened = await this.#open(known, args, lane)
      const counts = known !== undefined && known.account.state === 'active' && opened !== undefined
      // What was remembered keeps its age, so that even a busy client is checked again after ten minutes.
      const remember = counts && args.door !== 'web' && !opened.remembered
        ? () => this.checked.remember({ account: known.account, password: args.password, ...opened }) : undefined
      return opened === undefined || remember === undefined ? opened : { ...opened, remember }
    })
  }

  /** One try within its limits, whatever proves the way in: counted, watched, refused alike. */
  async #guarded(
    args: Try, by: 'password' | 'scram', look: (known: KnownAccount | undefined,
      lane: string) => Promise<Opened | undefined>,
  ): Promise<SignIn> {
    const { throttle, directory } = this.#parts
    const network = networkOf(args.ip)
    const name = await this.#withDomain(args.address)
    const known = await directory.signInName(name)
    // From the name alone: whether an account has it, and which other names that has, must not show in the answers.
    const who = `name|${countedName(name)}`
    const key = `${by}|${who}|${network}`
    const isStranger = !await this.#parts.knownNetworks.has(known?.account, network)
    const over = this.#overLimit({ who, key, network, isStranger })
    if (over !== undefined) {
      if (this.#isPastNetwork(network)) this.#parts.door?.offend(args.ip, 'guessing')
      return over
    }
    // An account of many aliases is guessed at no faster than any other. Past that a try is refused as one of nobody.
    const whole = isStranger && known !== undefined ? `account|${known.account.tenant}|${known.account.account}` : undefined
    const isLooked = whole === undefined || throttle.take('sign-in-stranger', whole).allowed
    const looked = isLooked ? known : undefined
    const giveBack = (): void => {
      throttle.giveBack('sign-in-account', key)
      if (isStranger) throttle.giveBack('sign-in-stranger', who)
      if (whole !== undefined && isLooked) throttle.giveBack('sign-in-stranger', whole)
    }
    const { found, opened } = await this.#looked(looked, () => look(looked, network)).catch((error: unknown) => {
      // Nothing was looked at, so nothing was guessed.
      if (error instanceof Temporary) giveBack()
      throw error
    })
    if (known === undefined || opened === undefined || found === undefined || found.known.account.state !== 'active') {
      opened?.dataKey.fill(0)
      found?.open.close()
      throttle.take('sign-in-network', network)
      if (known !== undefined) this.#parts.refusedFor(known.account, args)
      return refused
    }
    giveBack()
    opened.remember?.()
    opened.dataKey.fill(0)
    const admitted = this.admit(found.known, found.open, args.door)
    if (admitted.outcome === 'open') this.welcomed(admitted.account, args.ip)
    return admitted
  }

  /** Somebody is in, with all that was asked: the network is the account's own from now on, and nobody's flood. */
  welcomed(account: AccountRef, ip: string): void {
    this.#parts.knownNetworks.note(account, networkOf(ip))
    this.#parts.door?.vouch(ip)
  }

  /** Takes one try of each limit that counts here; gives the answer when one of them is used up. */
  #overLimit({ who, key, network, isStranger }: {
    readonly who: string, readonly key: string, readonly network: string, readonly isStranger: boolean,
  }): SignIn | undefined {
    const { throttle } = this.#parts
    const fromNetwork = throttle.peek('sign-in-network', network)
    if (!fromNetwork.allowed) return { outcome: 'too-many-tries', retryAfterMs: fromNetwork.retryAfterMs }
    const verdict = throttle.take('sign-in-account', key)
    if (!verdict.allowed) return { outcome: 'too-many-tries', retryAfterMs: verdict.retryAfterMs }
    // Many networks that each stay below their own limit: counted together, but not where the owner sits.
    const fromStrangers = isStranger ? throttle.take('sign-in-stranger', who) : verdict
    return fromStrangers.allowed ? undefined : { outcome: 'too-many-tries', retryAfterMs: fromStrangers.retryAfterMs }
  }

  #isPastNetwork(network: string): boolean {
    return !this.#parts.throttle.peek('sign-in-network', network).allowed
  }

  /**
   * Looks, and looks again when something of the account changed meanwhile: it got a new key between the reading of its
   * row and that of its ways in, or this way in was removed, and what was found counts no more.
   */
  async #looked(known: KnownAccount | undefined, look: () => Promise<Opened | undefined>): Promise<{
    readonly found: { readonly known: KnownAccount, readonly open: OpenAccountKeys } | undefined,
    readonly opened: Opened | undefined,
  }> {
    const { directory, serviceKey } = this.#parts
    for (let attempt = 0, now = known; attempt < LOOKS_MAX; attempt++) {
      if (now === undefined) return { found: undefined, opened: await look() }
      const watch = this.checked.watch(now.account)
      const opened = await look().finally(() => { this.checked.unwatch(watch) })
      if (opened === undefined) return { found: undefined, opened }
      const open = watch.isStale ? undefined : openKnown(now, opened.dataKey.slice(), serviceKey)
      if (open !== undefined) return { found: { known: now, open }, opened }
      opened.dataKey.fill(0)
      this.checked.drop(now.account)
      directory.forget()
      now = await directory.byRef(now.account)
    }
    throw new Temporary('account-changing', 'the account changed at this moment; try again')
  }

  /** The key by password or app password, as the door allows. One Argon2id unless an app password or memory answers. */
  async #open(known: KnownAccount | undefined, args: SignInArgs, lane: string): Promise<Opened | undefined> {
    const { waysIn, used } = this.#parts
    const { password } = args
    const account = known?.account
    const byClient = args.door !== 'web'
    const checked = account !== undefined && byClient ? this.checked.find(account, password) : undefined
    if (checked !== undefined && account !== undefined) {
      used(account, checked.wrap)
      return { ...checked, remembered: true }
    }
    const rows = account === undefined ? [] : await this.#waysIn(account)
    const code = byClient ? readCode(password, APP_PASSWORD_GROUPS) : undefined
    if (account !== undefined && code !== undefined) {
      const found = waysIn.openWithCode({ account, rows, kind: 'app-password', code })
      if (found !== undefined) {
        used(account, found.id)
        this.#addScram(account, { code, id: found.id, rows })
        return { wrap: found.id, dataKey: found.dataKey, remembered: false }
      }
    }
    // With a second factor the main password opens no mail client: it would go round the factor.
    const taken = !(byClient && account?.secondFactor === true)
    const row = taken ? rows.find(({ kind }) => kind === 'password') : undefined
    const dataKey = await waysIn.openWithPassword({ account, row, password, lane })
    return dataKey === undefined || row === undefined ? undefined : { wrap: row.id, dataKey, remembered: false }
  }

  /** An app password without SCRAM keys that fit gets them now that it was seen in the clear; in the background. */
  #addScram(account: Account, { code, id, rows }: {
    readonly code: string, readonly id: string, readonly rows: readonly WrapRow[],
  }): void {
    const { scramWays, keepScram, failed } = this.#parts
    const row = rows.find((one) => one.id === id)
    if (row === undefined || scramWays.fits({ ...account, id, box: row.box }, row.scram_keys)) return
    scramWays.make({ account, code, id, salt: row.salt, box: row.box })
      .then((made) => keepScram(account, row, made)).catch(failed)
  }

  async #waysIn({ tenant, account }: AccountRef): Promise<readonly WrapRow[]> {
    return await this.#parts.store.all<WrapRow>(sql`select ${wrapColumns}, scram_keys from account_wrap where tenant = ${tenant} and account = ${account} and kind <> 'recovery' order by created_at, id`)
  }

  async #withDomain(address: string): Promise<string> {
    if (address.includes('@')) return address
    const domain = await this.#parts.defaultDomain()
    return domain === undefined ? address : `${address}@${domain}`
  }
}

/** Who guesses past the limits of a network, and where one of our people got in. */
export type SignInDoor = Pick<Bans, 'offend' | 'vouch'>

export interface SignInParts {
  readonly store: Store
  readonly serviceKey: ServiceKey
  readonly keyring: AccountKeyring
  readonly throttle: Throttle
  readonly clock: Clock
  readonly directory: Directory
  readonly waysIn: WaysIn
  readonly scramWays: ScramWays
  readonly knownNetworks: KnownNetworks
  /** The bans, when there are any. */
  readonly door?: SignInDoor | undefined
  readonly defaultDomain: () => Promise<string | undefined>
  /** Notes that a way in was used. */
  readonly used: (account: AccountRef, wrap: string) => void
  /** Keeps SCRAM keys that were just made for a wrap, unless it changed meanwhile. */
  readonly keepScram: (account: AccountRef, wrap: Pick<WrapRow, 'id' | 'box'>, row: ScramRow) => Promise<void>
  /** Hears what failed in the background. */
  readonly failed: (error: unknown) => void
  /** Notes a refusal for a known account. */
  readonly refusedFor: (account: AccountRef, args: Try) => void
}
