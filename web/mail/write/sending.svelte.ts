import { notices } from '../../ui/notices.svelte.ts'
import { t } from '../../ui/texts.svelte.ts'
import type { Mail } from '../mail.svelte.ts'
import type { DraftFields, GuestFactor, SendWishes } from './draft-fields.ts'
import type { Draft } from './draft.svelte.ts'
import { readFactor, type TypedFactor } from './factors.ts'
import { g } from './guard-texts.ts'
import type { Guard } from './guard.svelte.ts'
import { holdBack, type Handed } from './hold.ts'
import type { Recipient } from './recipients.ts'

/**
 * Sending one draft: what is still missing, what the guard asks, and what became of it. A click reads what is known already; the
 * last words are judged once more, and what that changes is shown before anything leaves. When the answer gets lost the page says
 * so, asks the server what became of it, and never makes a second message without a word of the sender.
 */

/** Pauses before the server is asked again what became of a message whose answer got lost. */
export const askAgainMs = [3_000, 4_000, 8_000, 15_000, 30_000] as const

/** What the sender must decide after a lost answer: the first version went, or nobody knows. */
export type Doubt = { readonly first: 'sent', readonly handed: Handed } | { readonly first: 'unknown' }

export class Sending {
  busy = $state(false)
  problem = $state('')
  tried = $state(false)
  /** Questions of the guard that the sender answered with "it is right". */
  answered = $state<readonly string[]>([])
  factors = $state<Record<string, TypedFactor>>({})
  factorsTried = $state(false)
  doubt = $state.raw<Doubt | undefined>(undefined)
  readonly #mail: Mail
  readonly #draft: Draft
  readonly #guard: Guard
  /** Called once the message is with the server: the page for writing is done. */
  readonly #done: () => void
  #watch: ReturnType<typeof setTimeout> | undefined
  readonly #online = (): void => { this.#askSoon(0, 500) }

  readonly everyone: readonly Recipient[] = $derived.by(() => {
    const { to, cc, bcc } = this.#draft.fields
    return [...to, ...cc, ...bcc]
  })
  readonly judged = $derived.by(() => this.everyone.some((one) => one.valid) ? this.#guard.judged : undefined)
  readonly isSecure: boolean = $derived.by(() => this.judged !== undefined && this.#guard.isSecure)
  /** Questions that stop the message. */
  readonly open = $derived.by(() => this.judged?.questions.filter((one) => !this.answered.includes(one)) ?? [])
  readonly mayOverride: boolean = $derived.by(() => this.judged?.mayOverride === 'with-ground')
  /** Recipients whose second factor is not known. */
  readonly needed = $derived.by(() => {
    const names = new Map(this.everyone.map(({ email, name }) => [email.toLowerCase(), name]))
    return this.judged?.factorNeeded.map((address) => ({ address, name: names.get(address.toLowerCase()) ?? address })) ?? []
  })
  /** What the guard still wants before this goes; empty when nothing. */
  readonly stopped: string = $derived.by(() => {
    if (this.open.length > 0) return this.#asksWho ? g().question.who : g().question.first
    const lost = this.judged?.recipients.find(({ isImpossible }) => isImpossible)
    if (lost !== undefined && this.judged?.action !== 'send') return g().question.noRoute(lost.address)
    return this.judged?.action === 'block' ? g().question.blocked : ''
  })
  /** Why it cannot go yet; empty when it can. */
  readonly reason: string = $derived.by(() => {
    const { files } = this.#draft.fields
    if (this.everyone.length === 0) return t().write.reason.recipient
    if (this.everyone.some((one) => !one.valid)) return t().write.reason.address
    if (files.some((file) => file.problem !== '')) return t().write.reason.failedFile
    if (files.some((file) => file.blobId === undefined)) return t().write.reason.upload
    if (!notices.online) return t().write.reason.offline
    return this.stopped
  })

  constructor(parts: { readonly mail: Mail, readonly draft: Draft, readonly guard: Guard, readonly done: () => void }) {
    this.#mail = parts.mail
    this.#draft = parts.draft
    this.#guard = parts.guard
    this.#done = parts.done
  }

  get #asksWho(): boolean {
    return this.judged?.assessment.warnings.some(({ id, recipients }) => this.open.includes(id) && recipients.length > 0) === true
  }

  keep(question: string): void {
    this.answered = [...this.answered, question]
  }

  factorOf(address: string): GuestFactor | undefined {
    return readFactor(this.factors[address] ?? { kind: 'sms', value: '' })
  }

  /** Sends; `plainly` with the ground that was given (empty where none is asked), `again` although a first version may have gone. */
  async send({ plainly, again = false }: { readonly plainly?: string, readonly again?: boolean } = {}): Promise<void> {
    if (this.busy) return
    this.tried = true
    this.problem = ''
    this.doubt = undefined
    if (this.reason !== '' && !(plainly !== undefined && this.reason === g().question.blocked)) return
    this.busy = true
    try {
      const missing = await this.#missing(plainly, again)
      if (missing === undefined) await this.#handIn(plainly)
      else this.problem = missing
    } finally {
      this.busy = false
    }
  }

  stop(): void {
    clearTimeout(this.#watch)
    removeEventListener('online', this.#online)
  }

  /** Looks at the last words and at what is not filled in; the words of what is missing, empty when they stand elsewhere. */
  async #missing(plainly: string | undefined, again: boolean): Promise<string | undefined> {
    if (!again && this.#draft.isSecondVersion && await this.#isInDoubt()) return ''
    if (plainly !== undefined) return undefined
    // What is known to be empty is told at once; what the server finds may ask for more.
    return this.#missingFactor() ?? (await this.#foundMore(this.#draft.fields) ? g().changed : this.#missingFactor())
  }

  #missingFactor(): string | undefined {
    const factor = this.needed.find(({ address }) => this.factorOf(address) === undefined)
    if (factor === undefined) return undefined
    this.factorsTried = true
    document.querySelector<HTMLInputElement>('.factors .field--error input, .factors input')?.focus()
    return g().factor.missing(factor.name)
  }

  /** True when that changes what sending means. */
  async #foundMore(now: DraftFields): Promise<boolean> {
    if (this.#guard.knows(now)) return false
    const before = { isSecure: this.isSecure, needed: this.needed.length }
    await this.#guard.look(now)
    return (this.isSecure && !before.isSecure) || this.needed.length > before.needed || this.stopped !== ''
  }

  /** The first version may have gone: asks the server, and the sender where that does not help. */
  async #isInDoubt(): Promise<boolean> {
    const became = await this.#draft.whatBecame()
    if (became === 'not-sent') return false
    this.#settle(became)
    return true
  }

  async #handIn(plainly: string | undefined): Promise<void> {
    const guestFactors = Object.fromEntries(this.needed.flatMap(({ address }) => {
      const factor = this.factorOf(address)
      return factor === undefined ? [] : [[address, factor]]
    }))
    const shown = this.#guard.shownRules
    const wishes: SendWishes = {
      ...(plainly === undefined ? {} : { overrideGround: plainly }),
      ...(this.answered.length > 0 ? { answered: this.answered } : {}),
      ...(Object.keys(guestFactors).length > 0 ? { guestFactors } : {}),
      ...(shown.length > 0 ? { shown } : {}),
    }
    const sent = await this.#draft.send(this.#mail.jmap.hasProtection ? wishes : {})
    if (!('problem' in sent)) this.#finish(sent)
    else if (sent.problem === 'unsure') {
      this.problem = t().write.failed.unsure
      addEventListener('online', this.#online)
      this.#askSoon(0, askAgainMs[0])
    } else if (sent.protection !== undefined) this.#refused(sent.protection)
    else if (sent.problem !== 'signed-out') {
      const words: Readonly<Record<string, string>> = t().write.failed
      this.problem = words[sent.problem] ?? t().write.failed.server
    }
  }

  #finish(handed: Handed): void {
    const { subject } = this.#draft.fields
    this.stop()
    this.#done()
    holdBack(this.#mail, { ...handed, subject })
  }

  /** The server still wants something: its judgement takes the place of ours. */
  #refused(protection: unknown): void {
    this.#guard.refused(protection, this.#draft.fields)
    const what = this.#guard.judged?.problem
    if (what === 'override-not-allowed') this.problem = g().override.notAllowed
    else if (what === 'factor-needed') {
      this.factorsTried = true
      this.problem = this.needed[0] === undefined ? t().write.failed.server : g().factor.missing(this.needed[0].name)
    } else this.problem = this.stopped === '' ? g().changed : ''
  }

  /** Asks what became of the message after a pause, and again after longer ones. */
  #askSoon(time: number, pauseMs: number): void {
    clearTimeout(this.#watch)
    this.#watch = setTimeout(() => { void this.#ask(time) }, pauseMs)
  }

  async #ask(time: number): Promise<void> {
    const became = this.busy ? 'unsure' : await this.#draft.whatBecame()
    if (this.busy || became === 'unsure') {
      const pause = askAgainMs[time + 1]
      if (pause !== undefined) this.#askSoon(time + 1, pause)
      return
    }
    this.stop()
    if (became === 'not-sent') {
      this.doubt = undefined
      this.problem = t().write.failed.notSent
    } else this.#settle(became)
  }

  /** The same text went: that is what the sender wanted. Another text: the sender decides. */
  #settle(became: Handed | 'unsure'): void {
    this.problem = ''
    if (became === 'unsure') this.doubt = { first: 'unknown' }
    else if (this.#draft.isOtherThan(became.email)) {
      this.stop()
      this.doubt = { first: 'sent', handed: became }
      holdBack(this.#mail, { ...became, subject: this.#draft.fields.subject })
    } else {
      this.#draft.close()
      void this.#mail.sync()
      this.#finish(became)
    }
  }
}
