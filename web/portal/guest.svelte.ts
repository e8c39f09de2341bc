import * as api from './guest-api.ts'
import { problemOf, type Ending, type GuestMessage, type Held, type Look } from './guest-api.ts'
import { canBeLink, heldIn, typedCode } from './held.ts'
import { forgetTab, keepTab, keptTab, type Draft } from './tab-store.ts'
import { lang, suggestLanguage, t } from './texts.svelte.ts'

/**
 * Where the guest is, and every step from there. One page at a time; a step that fails leaves the guest where he was, with one
 * sentence. Only "yes, this is for me" sends a code, only "not for me" closes a message: opening a link does neither.
 */

export type Page =
  | { readonly at: 'asking' }
  /** Without a link: the code of 12 characters is typed. */
  | { readonly at: 'typed' }
  /** `again`: the guest was in before and must show the code once more. */
  | { readonly at: 'for-you', readonly again: boolean }
  | { readonly at: 'not-me' }
  | { readonly at: 'code' }
  | { readonly at: 'message' }
  | { readonly at: 'ended', readonly as: Ending | 'thanks' | 'unknown' | 'left' }
  /** The first question to the server got no answer. */
  | { readonly at: 'failed' }

const endings: ReadonlySet<string> = new Set(['locked', 'expired', 'recalled', 'refused'])
const shelf = (): Storage => sessionStorage

class Guest {
  page = $state.raw<Page>({ at: 'asking' })
  look = $state.raw<Look | undefined>(undefined)
  message = $state.raw<GuestMessage | undefined>(undefined)
  /** One sentence about the last step; empty when it went well. */
  problem = $state('')
  busy = $state(false)
  /** When another code may be asked for, ms. */
  codeAgainAt = $state(0)
  /** How many codes were sent from this page, to say that a new one went. */
  codesSent = $state(0)
  #held: Held | undefined
  #leavesCode = false

  constructor() {
    addEventListener('popstate', () => this.#wentBack())
    addEventListener('hashchange', () => { void this.start() })
  }

  /** The sender's name, as everything on the pages says it. */
  get sender(): string {
    return this.look?.sender.name ?? this.message?.from.name ?? this.message?.from.email ?? ''
  }

  get organisation(): string {
    return this.look?.organisation ?? this.message?.organisation ?? ''
  }

  /** Reads the address, and goes on where this tab was. */
  async start(): Promise<void> {
    this.problem = ''
    const inAddress = heldIn(location.hash)
    const kept = keptTab(shelf(), inAddress)
    this.#held = inAddress ?? kept?.held
    this.look = undefined
    this.message = undefined
    api.speakOf('')
    if (this.#held === undefined) return this.#show({ at: 'typed' })
    if (!canBeLink(this.#held)) return this.#show({ at: 'ended', as: 'unknown' })
    this.#show({ at: 'asking' })
    const found = await this.#ask('failed')
    if (found === undefined) return
    if (found.state === 'open' && kept !== undefined && await this.#reopen(kept.message)) return
    await this.#arrive(found)
  }

  /** The code from a notice without a link. */
  async enter(text: string): Promise<void> {
    const held = typedCode(text)
    if (held === undefined) {
      this.problem = t().typed.missing
      return
    }
    await this.#step(async () => {
      try {
        const found = await api.look(held)
        this.#held = held
        await this.#arrive(found)
      } catch (error) {
        if (problemOf(error).word !== 'unknown-link') throw error
        this.problem = t().typed.unknown
      }
    })
  }

  /** "Yes, this is for me": sends the code, once. */
  yes(): Promise<void> {
    return this.#step(async () => {
      if (this.look?.factor?.kind === 'sms') await this.#askCode()
      this.#show({ at: 'code' })
      history.pushState({ at: 'code' }, '')
    })
  }

  /** "No, not for me", before it is sure. */
  no(): void {
    this.problem = ''
    this.#show({ at: 'not-me' })
    history.pushState({ at: 'not-me' }, '')
  }

  /** Sure: closes the message for good. */
  refuse(): Promise<void> {
    return this.#step(async () => {
      await api.notMe(this.#own())
      this.#forget()
      this.#show({ at: 'ended', as: 'thanks' })
    })
  }

  back(): void {
    history.back()
  }

  codeAgain(): Promise<void> {
    return this.#step(async () => {
      await this.#askCode()
      this.codesSent += 1
    })
  }

  /** Gives the code; gives whether the message opened. */
  async open(code: string): Promise<boolean> {
    let isOpen = false
    await this.#step(async () => {
      try {
        await api.giveCode(this.#own(), code)
      } catch (error) {
        const problem = problemOf(error)
        if (problem.word === 'wrong-code') this.problem = this.#wrongCode(problem.count('triesLeft') ?? 0)
        else if (problem.word === 'code-expired') {
          this.codeAgainAt = 0
          this.problem = t().code.noCode
        } else throw error
        return
      }
      isOpen = await this.#open()
    })
    return isOpen
  }

  /** The message as it is now: after an answer, and to stay signed in while somebody writes. */
  async refresh(): Promise<void> {
    try {
      this.message = await api.readMessage()
    } catch (error) {
      await this.missed(error)
    }
  }

  /** What a failed call about the open message means. Gives true when the guest was taken elsewhere. */
  async missed(error: unknown): Promise<boolean> {
    const { status, word } = problemOf(error)
    if (status !== 401 && !(status === 410 && word === 'closed')) return false
    const found = await this.#ask('message')
    if (found !== undefined) await this.#arrive(found, true)
    return true
  }

  keepDraft(draft: Draft | null): void {
    if (this.#held !== undefined && this.message !== undefined) keepTab(shelf(), {
      held: this.#held, message: this.message.id, draft,
    })
  }

  draft(): Draft | null {
    return keptTab(shelf(), this.#held)?.draft ?? null
  }

  /** Signs out and forgets. */
  leave(): Promise<void> {
    return this.#step(async () => {
      await api.signOut()
      this.#forget()
      this.#show({ at: 'ended', as: 'left' })
    })
  }

  async #askCode(): Promise<void> {
    const { waitSeconds } = await api.begin(this.#own(), lang())
    this.codeAgainAt = Date.now() + waitSeconds * 1000
  }

  async #open(): Promise<boolean> {
    let message: GuestMessage
    try {
      message = await api.readMessage()
    } catch (error) {
      if (problemOf(error).status === 401) return false
      throw error
    }
    api.speakOf(message.id)
    const isSame = keptTab(shelf(), this.#held)?.message === message.id
    if (!isSame && this.#held !== undefined) keepTab(shelf(), { held: this.#held, message: message.id, draft: null })
    this.message = message
    this.#leaveHistory()
    this.#show({ at: 'message' })
    return true
  }

  /** After a reload: the cookie may still open what this tab had open. */
  async #reopen(message: string): Promise<boolean> {
    api.speakOf(message)
    try {
      if (await this.#open()) return true
    } catch {
      // Then the guest shows the code again.
    }
    api.speakOf('')
    return false
  }

  /** What is known of the link now; undefined when there is no answer, which the page then says. */
  async #ask(otherwise: 'failed' | 'message'): Promise<Look | undefined> {
    try {
      this.look = await api.look(this.#own())
      await suggestLanguage(this.look.language)
      return this.look
    } catch (error) {
      const problem = problemOf(error)
      if (problem.word === 'unknown-link') this.#show({ at: 'ended', as: 'unknown' })
      else {
        this.problem = this.#sentence(problem)
        if (otherwise === 'failed') this.#show({ at: 'failed' })
      }
      return undefined
    }
  }

  async #arrive(found: Look, again = false): Promise<void> {
    this.look = found
    await suggestLanguage(found.language)
    if (found.state === 'open') this.#show({ at: 'for-you', again })
    else this.#end(found.state)
  }

  #end(as: Ending): void {
    this.#forget()
    this.#leaveHistory()
    this.#show({ at: 'ended', as })
  }

  /** One step: busy while it runs, and a sentence when it fails. */
  async #step(run: () => Promise<void>): Promise<void> {
    if (this.busy) return
    this.busy = true
    this.problem = ''
    try {
      await run()
    } catch (error) {
      const problem = problemOf(error)
      if (problem.word === 'unknown-link') this.#show({ at: 'ended', as: 'unknown' })
      else if (endings.has(problem.word)) await this.#ended(problem.word as Ending)
      else this.problem = this.#sentence(problem)
    } finally {
      this.busy = false
    }
  }

  /** It ended meanwhile: the page says when, if the server still answers. */
  async #ended(as: Ending): Promise<void> {
    try {
      this.look = await api.look(this.#own())
    } catch {
      // The ending itself is known.
    }
    this.#end(as)
  }

  #wrongCode(left: number): string {
    return this.look?.factor?.kind === 'sms' ? t().code.wrongSms(left) : t().code.wrongAgreed(left)
  }

  #sentence(problem: api.GuestProblem): string {
    const words = t().problem
    const minutes = Math.max(1, Math.ceil((problem.count('retryAfterSeconds') ?? 60) / 60))
    switch (problem.word) {
      case 'offline': return words.offline
      case 'busy': return words.busy
      case 'code-not-sent': return words.notSent(this.sender)
      case 'too-many-codes': return `${words.wait(minutes)} ${words.newLink(this.sender)}`
      case 'too-many-tries': return words.wait(minutes)
      default: return words.server
    }
  }

  #own(): Held {
    if (this.#held === undefined) throw new Error('there is no link')
    return this.#held
  }

  #forget(): void {
    forgetTab(shelf())
    this.message = undefined
    api.speakOf('')
  }

  #show(page: Page): void {
    this.page = page
  }

  /** The step with the code is no place to come back to. */
  #leaveHistory(): void {
    if ((history.state as { at?: unknown } | null)?.at === undefined) return
    this.#leavesCode = true
    history.back()
  }

  #wentBack(): void {
    if (this.#leavesCode) {
      this.#leavesCode = false
      return
    }
    if (this.page.at !== 'code' && this.page.at !== 'not-me') return
    this.problem = ''
    this.#show({ at: 'for-you', again: false })
  }
}

/** The one guest of this page. */
export const guest = new Guest()
