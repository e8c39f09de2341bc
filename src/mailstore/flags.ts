import { Refusal } from '../base/errors.ts'
import type { OpenAccount } from '../keys/keys.ts'
import { underNewestKey } from '../keys/newest-key.ts'
import type { Store } from '../storage/store.ts'
import { KEYWORD_BYTES_MAX, KEYWORDS_PER_ACCOUNT_MAX, KEYWORDS_PER_ENTRY_MAX } from './limits.ts'
import { keywordList, keywordNumbers } from './scripts/keyword-list.ts'
import { addKeywords } from './scripts/mailboxes.ts'
import type { KeywordRow } from './scripts/load.ts'
import type { Flags } from './types.ts'

/** Flags with nothing set. */
export const noFlags: Flags = { bits: 0, keywords: [] }

/** Combinations of flags kept as one shared object each; beyond it new objects are made. */
const SHARED_MAX = 4096

/**
 * The keywords of one account: words of people, so the database knows their numbers and their ciphertext only. Keywords
 * compare without case (RFC 9051 §2.3.2) and keep the form in which they were first used.
 */
export class Keywords {
  readonly #store: Store
  readonly #account: () => OpenAccount
  readonly #names = new Map<number, string>()
  readonly #numbers = new Map<string, number>()
  readonly #shared = new Map<string, Flags>()

  constructor(store: Store, account: () => OpenAccount) {
    this.#store = store
    this.#account = account
  }

  /** Takes in what the database has. */
  load(rows: readonly KeywordRow[]): void {
    const account = this.#account()
    for (const { keyword, name } of rows) {
      if (this.#names.has(keyword)) continue
      const text = new TextDecoder().decode(account.decrypt({ ...place(account), id: String(keyword) }, name))
      this.#names.set(keyword, text)
      this.#numbers.set(text.toLowerCase(), keyword)
    }
  }

  /** Does this list name keywords that were not loaded (another node gave them)? */
  knows(list: string): boolean {
    return list === '' || keywordNumbers(list).every((number) => this.#names.has(number))
  }

  /** The flags of an entry; equal flags are one object. */
  flags(bits: number, list: string): Flags {
    const key = `${bits}/${list}`
    const shared = this.#shared.get(key)
    if (shared !== undefined) return shared
    const keywords = keywordNumbers(list).map((number) => this.#names.get(number)).filter((name) => name !== undefined)
    const flags = { bits, keywords: keywords.sort() }
    if (this.#shared.size < SHARED_MAX) this.#shared.set(key, flags)
    return flags
  }

  /** The numbers of keywords that are known, for taking flags away and for filters. */
  knownList(keywords: readonly string[]): string {
    const numbers = keywords.map((name) => this.#numbers.get(name.toLowerCase()))
    return keywordList(numbers.filter((number) => number !== undefined))
  }

  /** The numbers of keywords, giving new ones to new keywords. Refuses what is over the limits. */
  async list(keywords: readonly string[]): Promise<string> {
    if (keywords.length === 0) return ''
    if (keywords.length > KEYWORDS_PER_ENTRY_MAX) throw new Refusal('too-many-keywords', 'too many keywords on one message')
    const unknown = [...new Set(keywords)].filter((name) => !this.#numbers.has(name.toLowerCase()))
    if (unknown.some((name) => name === '' || new TextEncoder().encode(name).length > KEYWORD_BYTES_MAX)) {
      throw new Refusal('keyword-too-long', 'a keyword is empty or too long')
    }
    for (const name of unknown) await this.#add(name)
    return this.knownList(keywords)
  }

  /** The ciphertext is bound to the keyword's number, so the number is planned first and tried again when it was taken. */
  async #add(name: string): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt++) {
      const keyword = Math.max(0, ...this.#names.keys()) + 1
      const added = await underNewestKey(() => {
        const account = this.#account()
        return this.#store.write(addKeywords, {
          tenant: account.tenant, account: account.account, keyVersion: account.keyVersion, keyword,
          most: KEYWORDS_PER_ACCOUNT_MAX, token: account.token('keyword', name.toLowerCase()),
          name: account.encrypt({ ...place(account), id: String(keyword) }, new TextEncoder().encode(name)),
        })
      })
      if (added.outcome === 'too many') throw new Refusal('too-many-keywords', 'this account uses as many keywords as it may')
      this.load(added.keywords)
      if (this.#numbers.has(name.toLowerCase())) return
    }
    throw new Error('a keyword found no number')
  }
}

function place({ tenant, account }: OpenAccount): { tenant: number, account: number, kind: string } {
  return { tenant, account, kind: 'keyword' }
}
