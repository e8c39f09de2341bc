import { SetFailure } from '../../jmap/errors.ts'
import { emailId } from '../../jmap/ids.ts'
import { judgedObject, readWishes } from '../../jmap-server/protection.ts'
import { submissionId } from '../../jmap-server/submissions.ts'
import type { Reason } from '../../guard/types.ts'
import { flagBits } from '../../mailstore/types.ts'
import { senderTexts } from '../../submission/texts.ts'
import { texts } from '../../guard/texts.ts'
import type { HeldState } from '../../submission/types.ts'
import { Problem } from '../problem.ts'
import { json, nothing, readJson, type SignedIn, type WebRequest } from '../request.ts'
import type { Route } from '../route.ts'

/** Mail of the person who is signed in that waits for an answer: shown, let go, corrected or stopped. */
export const heldRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/held', access: 'signed-in', by: 'cookie',
    async answer({ parts }, { account }) {
      const held = await parts.jmap.submission.held(account)
      return json({ held: held.map((one) => shown(one, account.language)) })
    },
  },
  {
    method: 'GET', path: '/api/held/:id', access: 'signed-in', by: 'cookie',
    async answer(request, user) {
      return json(shown(await heldOf(request, user), user.account.language))
    },
  },
  { method: 'POST', path: '/api/held/:id/release', access: 'signed-in', by: 'cookie', answer: release },
  {
    method: 'POST', path: '/api/held/:id/correct', access: 'signed-in', by: 'cookie',
    async answer(request, user) {
      const raw = await takeBack(request, user)
      const mail = await request.parts.mailstore.open(user.open)
      const drafts = (await mail.mailboxFigures()).find(({ role }) => role === 'drafts')
      const kept = drafts === undefined ? 'no such mailbox' : await mail.append({
        mailbox: drafts.id, raw, receivedAt: request.parts.clock.now(), truth: null,
        flags: { bits: flagBits['\\Draft'] | flagBits['\\Seen'], keywords: [] },
      })
      if (typeof kept === 'string') throw new Problem(507, 'mailbox-full')
      return json({ emailId: emailId(kept.message) })
    },
  },
  {
    method: 'POST', path: '/api/held/:id/discard', access: 'signed-in', by: 'cookie',
    async answer(request, user) {
      await takeBack(request, user)
      return nothing()
    },
  },
]

async function heldOf({ parts, http }: WebRequest, { account }: SignedIn): Promise<HeldState> {
  const id = http.req.param('id') ?? ''
  const found = (await parts.jmap.submission.held(account)).find((one) => one.id === id)
  if (found === undefined) throw new Problem(404, 'not-found')
  return found
}

async function takeBack(request: WebRequest, user: SignedIn): Promise<Uint8Array> {
  const { id } = await heldOf(request, user)
  const raw = await request.parts.jmap.submission.takeBack({ account: user.account, submission: id })
  if (raw === 'not found') throw new Problem(404, 'not-found')
  return raw
}

async function release(request: WebRequest, user: SignedIn): Promise<Response> {
  const { account, open } = user
  const { id } = await heldOf(request, user)
  const now = request.parts.clock.now()
  const wishes = wishesOf(await readJson(request), now)
  const held = request.parts.keyring.hold(open)
  try {
    const released = await request.parts.jmap.submission.release({
      account, open, ip: request.ip, submission: id, wishes,
    })
    if (released === 'not found') throw new Problem(404, 'not-found')
    if (released.outcome === 'try-later') throw new Problem(503, released.reason, { retryAfterSeconds: 5 })
    if (released.outcome === 'queued') return json({ leavesAt: released.leavesAt })
    if (!('judged' in released)) throw new Problem(409, released.reason)
    return json({ problem: released.problem, text: released.text, ...judgedObject(
      released.judged, { language: account.language, now },
    ) }, 409)
  } finally {
    held()
  }
}

function wishesOf(body: Parameters<typeof readWishes>[0], now: number): ReturnType<typeof readWishes> {
  try {
    return readWishes(body, now)
  } catch (error) {
    if (error instanceof SetFailure) throw new Problem(400, 'not-valid', { field: (error.error.properties ?? []).join(' ') })
    throw error
  }
}

function shown({ id, subject, to, held, protection }: HeldState, language: 'nl' | 'en'): Readonly<Record<string, unknown>> {
  const words = texts[language]
  return {
    id, submissionId: submissionId(id), since: held.since, until: held.until, subject, to, problem: held.problem,
    questions: held.questions.map((question) => ({ id: question, text: questionText(question, { language, to }) })),
    reasons: protection.reasons.map((reason) => ({ id: reason, text: words.reasons[reason as Reason].sentence })),
    factorNeeded: held.factorNeeded, mayOverride: held.mayOverride,
    sentence: senderTexts[language].problems[held.problem],
  }
}

function questionText(question: string, { language, to }: { readonly language: 'nl' | 'en', readonly to: readonly string[] }): string {
  const { warnings } = texts[language]
  const known = Object.hasOwn(warnings, question) ? warnings[question as keyof typeof warnings] : undefined
  if (known === undefined) return question
  const about = { recipients: to, files: [], suggestion: undefined, count: to.length, places: [], rules: [] }
  return `${known.heading(about)} ${known.sentence(about)}`
}
