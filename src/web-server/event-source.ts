import { second } from '../base/sizes.ts'
import { accountId, stateString } from '../jmap/ids.ts'
import { submissionState } from '../jmap-server/submissions.ts'
import { webLimits } from './limits.ts'
import { Problem } from './problem.ts'
import type { SignedIn, WebRequest } from './request.ts'
import { keyOf } from './routes/jmap.ts'

/** Bounds of the `ping` that a client asks for, in seconds; proxies drop what is silent for longer. */
export const PING_MIN = 5
export const PING_MAX = 300
/** Changes within this time go out together. */
export const COALESCE_MS = 50

const TYPES = ['Mailbox', 'Email', 'Thread', 'EmailSubmission'] as const
type PushedType = typeof TYPES[number]

/** Pushes StateChange objects (RFC 8620 §7.1, §7.3). The account is held open for as long as the stream is. */
export async function eventSource(request: WebRequest, user: SignedIn): Promise<Response> {
  const { http, parts } = request
  const types = readTypes(http.req.query('types') ?? '*')
  const closeAfter = http.req.query('closeafter') ?? 'no'
  if (closeAfter !== 'no' && closeAfter !== 'state') throw new Problem(400, 'not-valid', { field: 'closeafter' })
  const pingSeconds = readPing(http.req.query('ping') ?? '30')
  const release = parts.keyring.hold(user.open)
  const mail = await parts.mailstore.open(user.open)
  const states = async (): Promise<Record<string, string>> => {
    const state = stateString(await mail.state())
    const changed: Record<string, string> = {}
    for (const type of types) {
      changed[type] = type === 'EmailSubmission'
        ? await submissionState({ account: user.account, open: user.open, mail, ...parts.jmap })
        : state
    }
    return changed
  }
  let told: Record<string, string>
  try {
    told = await states()
  } catch (error) {
    release()
    throw error
  }
  const lastEventId = http.req.header('last-event-id')
  const onMail = (heard: () => void): (() => void) => mail.onChange(heard)
  return stream({ request, user, release, told, states, pingSeconds, closeAfter, lastEventId, onMail })
}

function stream({
  request: { parts, http }, user, release, told, states, pingSeconds, closeAfter, lastEventId, onMail,
}: {
  readonly request: WebRequest
  readonly user: SignedIn
  readonly release: () => void
  told: Record<string, string>
  readonly states: () => Promise<Record<string, string>>
  readonly pingSeconds: number
  readonly closeAfter: 'no' | 'state'
  readonly lastEventId: string | undefined
  readonly onMail: (heard: () => void) => () => void
}): Response {
  const encoder = new TextEncoder()
  const { tenant, account } = user.account
  let end: () => void = () => undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let timer: NodeJS.Timeout | undefined
      let ended = false
      const send = (text: string): void => {
        if (!ended) controller.enqueue(encoder.encode(text))
      }
      const idOf = (state: Record<string, string>): string => Object.values(state).join('/')
      const tell = (changed: Record<string, string>): void => {
        const stateChange = { '@type': 'StateChange', changed: { [accountId(account)]: changed } }
        send(`id: ${idOf(told)}\nevent: state\ndata: ${JSON.stringify(stateChange)}\n\n`)
        if (closeAfter === 'state') end()
      }
      const look = async (): Promise<void> => {
        timer = undefined
        // A reader that is slow gets one event with the newest state later, not a queue of old ones.
        if ((controller.desiredSize ?? 0) <= -QUEUED_MAX) return heard()
        const now = await states()
        const changed = Object.fromEntries(Object.entries(now).filter(([type, state]) => told[type] !== state))
        told = now
        if (Object.keys(changed).length > 0) tell(changed)
      }
      const heard = (): void => {
        if (ended || timer !== undefined) return
        timer = setTimeout(() => {
          look().catch((error: unknown) => {
            parts.log.error('web.event-source', error)
            end()
          })
        }, COALESCE_MS)
      }
      const ping = setInterval(() => send(`event: ping\ndata: {"interval":${pingSeconds}}\n\n`), pingSeconds * second)
      const stops = [
        onMail(heard),
        parts.store.onChange((change) => {
          if (change.topic === 'queue' && change.tenant === tenant && change.account === account) heard()
        }),
      ]
      end = () => {
        if (ended) return
        ended = true
        clearInterval(ping)
        clearTimeout(timer)
        for (const stop of stops) stop()
        remove()
        release()
        try {
          controller.close()
        } catch {
          // The client is gone already.
        }
      }
      const own = { tenant, account, session: user.session, key: keyOf(user), close: () => end() }
      const remove = parts.events.add(own, webLimits.eventStreamsPerSession)
      http.req.raw.signal.addEventListener('abort', () => end())
      send(`: zegel\nid: ${idOf(told)}\n\n`)
      if (lastEventId !== undefined && lastEventId !== idOf(told)) tell(told)
    },
    cancel: () => end(),
  })
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
  })
}

/** Events that may wait for a slow reader. */
export const QUEUED_MAX = 64

function readTypes(types: string): readonly PushedType[] {
  if (types === '*') return TYPES
  const asked = types.split(',', 20)
  return TYPES.filter((type) => asked.includes(type))
}

function readPing(text: string): number {
  const seconds = Number(text)
  if (!Number.isInteger(seconds) || seconds < 0) throw new Problem(400, 'not-valid', { field: 'ping' })
  return seconds === 0 ? PING_MAX : Math.min(PING_MAX, Math.max(PING_MIN, seconds))
}
