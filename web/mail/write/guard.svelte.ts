import { lang } from '../../ui/texts.svelte.ts'
import type { Jmap } from '../jmap.ts'
import type { DraftFields, SendWishes } from './draft-fields.ts'
import { Abilities, senderContext } from './guard-knowledge.ts'
import { isSameQuestion, localDraft, recipientsOf, serverDraft } from './guard-question.ts'
import { longTextFrom } from './limits.ts'
import { goesSecured, isHeavier, type FoundWord, type Judged, type KnownRecipient } from './judged.ts'
import { LocalGuard } from './local-guard.ts'

/**
 * The judgement of a message while it is written. The guard in this browser answers within a moment, also without a line; the
 * server's answer (docs/jmap-protection.md §5) counts and takes its place. Where the server found more than the browser can see,
 * its judgement stays until it answers again, so that nothing seems lighter than it is. When neither can be had the message can
 * still be sent: the server looks again then.
 */

/** A pause in typing, after which the browser's guard looks, and after which the server is asked. */
export const lookHereAfterMs = 150
export const lookAfterMs = 700
/** The same for long texts, which are slow to send. */
export const lookAfterLongMs = 4_000
/** Longest time that sending waits for a judgement of the last words. */
export const lookWaitMs = 4_000
/** Judgements of the browser that are kept to compare the server's with. */
const comparedMax = 8

/** Rules that are told when a message is sent (docs/jmap-protection.md §6, `shown`). */
export const shownRulesMax = 60

type ShownRule = NonNullable<SendWishes['shown']>[number]

/** A judgement and the fields it is about: offsets of findings belong to their text. */
interface Answer { readonly fields: DraftFields, readonly judged: Judged }

export class Guard {
  #shown = $state.raw<Answer & { readonly by: 'browser' | 'server' } | undefined>(undefined)
  /** The server could not be asked about the last words. */
  failed = $state(false)
  /** The server found what the browser did not. */
  serverFoundMore = $state(false)
  /** Goes up when something was learnt of a recipient. */
  #learnt = $state(0)
  /** Rules whose words stood on screen while this was written, for the figures of rules. */
  readonly #rules = new Map<string, ShownRule>()
  readonly #jmap: Jmap
  readonly #local: LocalGuard | undefined
  readonly #abilities: Abilities
  /** Text of files that were chosen on this page, by their key. */
  readonly fileTexts = new Map<number, string>()
  #here: ReturnType<typeof setTimeout> | undefined
  #there: ReturnType<typeof setTimeout> | undefined
  #latest: DraftFields | undefined
  #asking: { readonly fields: DraftFields, readonly done: Promise<void> } | undefined
  #server: Answer | undefined
  /** The server found more, or nobody knows whether it did. */
  #mayKnowMore = false
  #compared: readonly Answer[] = []
  #questions: readonly { readonly id: number, readonly fields: DraftFields }[] = []
  #stopped = false

  constructor(jmap: Jmap) {
    this.#jmap = jmap
    this.#abilities = new Abilities(jmap)
    if (!jmap.hasProtection) return
    const local = new LocalGuard((judged, id) => this.#judgedHere(judged, id))
    this.#local = local
    void senderContext(jmap).then((context) => { if (context !== undefined) local.know(context) })
  }

  get judged(): Judged | undefined {
    return this.#shown?.judged
  }

  /** The fields that `judged` is about. */
  get about(): DraftFields | undefined {
    return this.#shown?.fields
  }

  /** Whose judgement is shown. */
  get by(): 'browser' | 'server' | undefined {
    return this.#shown?.by
  }

  get shownRules(): readonly ShownRule[] {
    return [...this.#rules.values()].slice(0, shownRulesMax)
  }

  /** How often this account mailed somebody; undefined when that is not known. */
  sentBefore(address: string): number | undefined {
    void this.#learnt
    return this.#abilities.known.find((one) => one.address.toLowerCase() === address.toLowerCase())?.sentBefore
  }

  get isSecure(): boolean {
    return this.judged !== undefined && goesSecured(this.judged)
  }

  /** Has the server judged these very fields? */
  knows(fields: DraftFields): boolean {
    return this.#server !== undefined && isSameQuestion(this.#server.fields, fields)
  }

  /** Looks after a pause: here, and then there. */
  later(fields: DraftFields): void {
    if (!this.#jmap.hasProtection || this.#stopped) return
    if (this.#latest !== undefined && isSameQuestion(this.#latest, fields)) {
      this.#latest = fields
      return
    }
    this.#latest = fields
    clearTimeout(this.#here)
    clearTimeout(this.#there)
    this.#here = setTimeout(() => this.#lookHere(fields), lookHereAfterMs)
    const wait = fields.text.length < longTextFrom ? lookAfterMs : lookAfterLongMs
    this.#there = setTimeout(() => { void this.look(fields) }, wait)
  }

  /** The text of a file became known. */
  read(key: number, text: string): void {
    this.fileTexts.set(key, text)
    if (this.#latest !== undefined) this.#lookHere(this.#latest)
  }

  /** Asks the server now; comes back when the answer is there, failed, or takes too long. */
  async look(fields: DraftFields): Promise<void> {
    clearTimeout(this.#there)
    if (!this.#jmap.hasProtection) return
    this.#latest = fields
    if (this.knows(fields)) {
      this.failed = false
      return
    }
    if (this.#asking === undefined || !isSameQuestion(this.#asking.fields, fields)) this.#asking = { fields, done: this.#ask(fields) }
    await Promise.race([this.#asking.done, new Promise((resolve) => { setTimeout(resolve, lookWaitMs) })])
  }

  /** The judgement that came with a refusal to send. */
  refused(protection: unknown, fields: DraftFields): void {
    const judged = protection as Judged | undefined
    if (typeof judged?.assessment !== 'object') return
    clearTimeout(this.#here)
    clearTimeout(this.#there)
    this.#latest = fields
    this.#judgedThere({ fields, judged })
  }

  stop(): void {
    clearTimeout(this.#here)
    clearTimeout(this.#there)
    this.#stopped = true
    this.#local?.stop()
  }

  #lookHere(fields: DraftFields): void {
    const local = this.#local
    if (local === undefined || this.#stopped) return
    const recipients = recipientsOf(fields)
    if (recipients.length === 0) return
    this.#askHere(local, fields)
    void this.#abilities.learn(recipients.map(({ address }) => address), Date.now()).then((learnt) => {
      if (!learnt) return
      this.#learnt += 1
      if (this.#latest === fields) this.#askHere(local, fields)
    })
  }

  #askHere(local: LocalGuard, fields: DraftFields): void {
    const id = (this.#questions.at(-1)?.id ?? 0) + 1
    this.#questions = [...this.#questions, { id, fields }].slice(-comparedMax)
    local.ask(id, { draft: localDraft(fields, this.fileTexts), known: this.#abilities.known, now: Date.now(), language: lang() })
  }

  #judgedHere(judged: Judged, id: number): void {
    const fields = this.#questions.find((one) => one.id === id)?.fields
    if (fields === undefined || this.#stopped) return
    const answer = { fields, judged }
    this.#compared = [...this.#compared.filter((one) => !isSameQuestion(one.fields, fields)), answer].slice(-comparedMax)
    // The server's answer about the same words counts; one about earlier words stays while it knows of more than can be seen here.
    if (this.knows(fields)) return
    if (this.#mayKnowMore && this.#server !== undefined && !isHeavier(judged, this.#server.judged)) return
    this.#show(answer, 'browser')
  }

  async #ask(fields: DraftFields): Promise<void> {
    try {
      const judged = await this.#jmap.one<Judged>('ProtectionAssessment/get', { draft: serverDraft(fields) })
      if (this.#stopped) return
      this.#abilities.take(judged.recipients as readonly (Judged['recipients'][number] & KnownRecipient)[], Date.now())
      if (this.#asking?.fields === fields) this.#judgedThere({ fields, judged })
    } catch {
      if (this.#asking?.fields === fields) {
        this.failed = true
        this.#asking = undefined
      }
    }
  }

  #judgedThere(answer: Answer): void {
    const here = this.#compared.findLast(({ fields }) => isSameQuestion(fields, answer.fields))
    this.#server = answer
    this.serverFoundMore = here !== undefined && isHeavier(answer.judged, here.judged)
    this.#mayKnowMore = here === undefined || this.serverFoundMore
    this.failed = false
    const newest = this.#compared.at(-1)
    const isOld = this.#latest !== undefined && !isSameQuestion(this.#latest, answer.fields)
    // Words that came since were judged here already: they are shown, unless the server knows of more.
    if (isOld && newest !== undefined && !this.#mayKnowMore && isSameQuestion(newest.fields, this.#latest ?? newest.fields)) return
    this.#show(answer, 'server')
  }

  #show(answer: Answer, by: 'browser' | 'server'): void {
    this.#shown = { ...answer, by }
    const { assessment } = answer.judged
    if (assessment.level === 'record') return
    const findings = new Set(assessment.reasons.flatMap((one) => one.findings))
    for (const index of findings) this.#noteRule('finding', assessment.findings[index]?.detector)
    const warnings = assessment.warnings.filter(({ level, isQuiet }) => level !== 'record' && isQuiet !== true)
    for (const { id } of warnings) this.#noteRule('warning', id)
    const meant = warnings.flatMap(({ suggestion }) => suggestion?.includes('@') === true ? [suggestion] : [])
    if (meant.length > 0) void this.#abilities.learn(meant, Date.now()).then((learnt) => { if (learnt) this.#learnt += 1 })
  }

  #noteRule(kind: ShownRule['kind'], rule: string | undefined): void {
    if (rule !== undefined) this.#rules.set(`${kind} ${rule}`, { kind, rule })
  }

  /** What the reasons that count rest on, each word once, in the order of the message. */
  get found(): readonly FoundWord[] {
    const { judged, about } = this
    return judged === undefined || about === undefined ? [] : foundWords(judged, about)
  }
}

function foundWords(judged: Judged, about: DraftFields): readonly FoundWord[] {
  const counted = new Set(judged.assessment.reasons.flatMap(({ findings }) => findings))
  const words = new Map<string, FoundWord>()
  for (const index of counted) {
    const finding = judged.assessment.findings[index]
    if (finding === undefined) continue
    const { type, detector, part, attachment, start, end } = finding
    const text = part === 'body' ? about.text : part === 'subject' ? about.subject : ''
    const whole = text.slice(start, end)
    const word = whole.trim()
    const where = judged.explanation.places[index]
    const key = `${type} ${where ?? attachment ?? part} ${word}`
    if (!words.has(key)) words.set(key, { type, detector, word, part, attachment, where, start: start + whole.length - whole.trimStart().length })
  }
  return withoutRepeats([...words.values()])
}

/** More than that is a sentence and no word. */
const phraseLengthMax = 60

/**
 * Two findings of one kind at one place are told once: the longer words ("under embargo" for "embargo"), but of a whole sentence
 * the words in it. In the order of the message; sentences that tell something of their own come last.
 */
function withoutRepeats(words: readonly FoundWord[]): readonly FoundWord[] {
  const isIn = (one: FoundWord, other: FoundWord): boolean => one !== other && one.part === other.part && one.attachment === other.attachment
    && one.start >= other.start && one.start + one.word.length <= other.start + other.word.length && one.word.length < other.word.length
  const isSentence = (one: FoundWord): boolean => one.word.length > phraseLengthMax
  const told = words.filter((one) => !words.some((other) => other.type === one.type
    && (isSentence(one) ? isIn(other, one) : isIn(one, other) && !isSentence(other))))
  return told.sort((a, b) => Number(isSentence(a)) - Number(isSentence(b)) || a.part.localeCompare(b.part) || a.start - b.start)
}
