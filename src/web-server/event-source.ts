import { accountId } from '../jmap/ids.ts'
import { Problem } from './problem.ts'
import type { SignedIn, WebRequest } from './request.ts'
import { pushedTypes, readStates, type PushedType, type StatesAsked } from './pushed-states.ts'
import { PING_MAX, PING_MIN, StateStream } from './state-stream.ts'

/** Pushes StateChange objects (RFC 8620 §7.1, §7.3). The account is held open for as long as the stream is. */
export async function eventSource(request: WebRequest, user: SignedIn): Promise<Response> {
  const { http, parts } = request
  const types = readTypes(http.req.query('types') ?? '*')
  const closeAfter = http.req.query('closeafter') ?? 'no'
  if (closeAfter !== 'no' && closeAfter !== 'state') throw new Problem(400, 'not-valid', { field: 'closeafter' })
  const pingSeconds = readPing(http.req.query('ping') ?? '30')
  const release = parts.keyring.hold(user.open)
  try {
    const mail = await parts.mailstore.open(user.open)
    const { account, open } = user
    const states = (asked: StatesAsked): Promise<ReadonlyMap<PushedType, string>> =>
      readStates({ account, open, mail, ...parts.jmap }, types, asked)
    const stream = new StateStream({
      parts, user, states, release, pingSeconds, closeAfter, account: accountId(account.account),
      told: await states({ before: null, submissions: true }), lastEventId: http.req.header('last-event-id') ?? null,
      onMail: (heard) => mail.onChange(heard),
    })
    http.req.raw.signal.addEventListener('abort', () => stream.end())
    return new Response(stream.body, {
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
    })
  } catch (error) {
    release()
    throw error
  }
}

function readTypes(types: string): readonly PushedType[] {
  if (types === '*') return pushedTypes
  const asked = types.split(',', 20)
  return pushedTypes.filter((type) => asked.includes(type))
}

function readPing(text: string): number {
  const seconds = Number(text)
  if (!Number.isInteger(seconds) || seconds < 0) throw new Problem(400, 'not-valid', { field: 'ping' })
  return seconds === 0 ? PING_MAX : Math.min(PING_MAX, Math.max(PING_MIN, seconds))
}
