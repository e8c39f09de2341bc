import { get, knock, post, Problem, problemWord, put, whenSignedOut } from './api.ts'
import { chooseLanguage } from './texts.svelte.ts'
import { applyTheme, type Theme } from './theme.ts'
import type { Language } from './dates.ts'

export type AccountRole = 'owner' | 'administrator' | 'privacy-officer' | 'user'

export interface Account {
  readonly address: string
  readonly name: string
  readonly roles: readonly AccountRole[]
  readonly language: Language
  readonly secondFactor: boolean
}

/** What the account keeps on the server about how it likes things; unknown keys are kept as they are. */
export interface Preferences {
  remoteSenders?: string[]
  language?: Language
  theme?: Theme
  letterKeys?: boolean
  secondFactorOffered?: boolean
}

interface SessionAnswer {
  readonly account: Account
  readonly organisation: { readonly name: string }
  readonly session: { readonly expiresAt: number | string }
  /** The account may not send now. */
  readonly sendingStop?: SendingStop | null
}

export interface SendingStop {
  readonly at: number
  readonly why: 'too-many' | 'too-many-new' | 'bounces' | 'spam'
  /** By a code of the second factor. */
  readonly mayRelease: boolean
}

/** Most senders whose pictures are always shown; the oldest makes place. */
export const remoteSendersMax = 500

/**
 * Who is signed in, in this tab. `stage` decides what the page shows: the door, the application, or the door again when the
 * session ended while somebody was writing (the draft stays where it is).
 */
class Session {
  stage = $state<'asking' | 'door' | 'in' | 'failed'>('asking')
  /** The session ended by itself: the door says so. */
  expired = $state(false)
  account = $state.raw<Account | undefined>(undefined)
  organisation = $state('')
  sendingStop = $state.raw<SendingStop | null>(null)
  preferences = $state.raw<Preferences>({})

  /** Reads the session of the cookie, if there is one. */
  async ask(): Promise<void> {
    this.stage = 'asking'
    try {
      this.#enter(await knock<SessionAnswer>('GET', '/api/session'))
      await this.#readPreferences()
      this.stage = 'in'
    } catch (error) {
      this.stage = error instanceof Problem && error.status === 401 ? 'door' : 'failed'
    }
  }

  /** Reads who we are again, after the account changed. */
  async refresh(): Promise<void> {
    this.#enter(await get<SessionAnswer>('/api/session'))
  }

  #enter(answer: SessionAnswer): void {
    this.account = answer.account
    this.organisation = answer.organisation.name
    this.sendingStop = answer.sendingStop ?? null
    this.expired = false
  }

  async #readPreferences(): Promise<void> {
    try {
      const kept = await get<Preferences | undefined>('/api/preferences')
      this.preferences = typeof kept === 'object' && kept !== null ? kept : {}
    } catch (error) {
      if (problemWord(error) === 'signed-out') throw error
      this.preferences = {}
    }
    const { language = this.account?.language ?? 'nl' } = this.preferences
    await chooseLanguage(language)
    await this.#tellLanguage(language).catch((error: unknown) => {
      if (problemWord(error) === 'signed-out') throw error
    })
    if (this.preferences.theme !== undefined) applyTheme(this.preferences.theme)
  }

  /** What the server itself writes to somebody (the guard, notices) is in the language of the account. */
  async #tellLanguage(language: Language): Promise<void> {
    if (this.account === undefined || this.account.language === language) return
    await put('/api/language', { language })
    this.account = { ...this.account, language }
  }

  /** Changes preferences at once on screen and keeps them on the server; gives false when keeping failed. */
  async prefer(change: Preferences): Promise<boolean> {
    this.preferences = { ...this.preferences, ...change }
    if (change.language !== undefined) await chooseLanguage(change.language)
    if (change.theme !== undefined) applyTheme(change.theme)
    try {
      await put('/api/preferences', this.preferences)
      if (change.language !== undefined) await this.#tellLanguage(change.language)
      return true
    } catch {
      return false
    }
  }

  showsImagesOf(sender: string): boolean {
    return (this.preferences.remoteSenders ?? []).includes(sender.toLowerCase())
  }

  /** Remembers that pictures of this sender may load. */
  async alwaysImagesOf(sender: string): Promise<void> {
    const senders = [
      ...(this.preferences.remoteSenders ?? []).filter((one) => one !== sender.toLowerCase()), sender.toLowerCase(),
    ]
    await this.prefer({ remoteSenders: senders.slice(-remoteSendersMax) })
  }

  has(...roles: AccountRole[]): boolean {
    return this.account?.roles.some((role) => role === 'owner' || roles.includes(role)) ?? false
  }

  async signOut(): Promise<void> {
    try {
      await post('/api/sign-out')
    } finally {
      sessionStorage.clear()
      location.hash = ''
      location.reload()
    }
  }

  /** The server no longer knows us. */
  end(): void {
    if (this.stage !== 'in') return
    this.expired = true
    this.stage = 'door'
  }
}

export const session = new Session()
whenSignedOut(() => session.end())
