import { accountId, accountOf, blobId } from '../../jmap/ids.ts'
import { requestProblem, type RequestProblem } from '../../jmap/errors.ts'
import { parseRequest } from '../../jmap/request.ts'
import { capabilities, sessionObject } from '../../jmap/session.ts'
import { readBlob } from '../../jmap-server/blobs.ts'
import { noteBlob } from '../../jmap-server/noted-use.ts'
import { answerRequest } from '../../jmap-server/dispatch.ts'
import { downloadHeaders } from '../download.ts'
import { eventSource } from '../event-source.ts'
import { mediaTypeOf } from '../media-type.ts'
import { Problem, tooManyTries } from '../problem.ts'
import { json, readBody, type SignedIn, type WebRequest } from '../request.ts'
import type { Route } from '../route.ts'
import { keyOf } from '../session-key.ts'

/** The session object's own state: it changes when the account does. */
const sessionState = ({ account }: SignedIn): string => `${accountId(account.account)}-${account.aliases.length}`

/** JMAP over HTTP: session, calls, upload, download, events (RFC 8620 §2, §3, §6, §7.3). */
export const jmapRoutes: readonly Route[] = [
  { method: 'GET', path: '/.well-known/jmap', access: 'signed-in', by: 'clients', answer: session },
  { method: 'GET', path: '/jmap/session', access: 'signed-in', by: 'clients', answer: session },
  { method: 'POST', path: '/jmap/api', access: 'signed-in', by: 'clients', answer: call },
  { method: 'POST', path: '/jmap/upload/:account', access: 'signed-in', by: 'clients', answer: upload },
  { method: 'GET', path: '/jmap/download/:account/:blob/:name', access: 'signed-in', by: 'clients', answer: download },
  { method: 'GET', path: '/jmap/eventsource', access: 'signed-in', by: 'clients', answer: eventSource },
]

async function session({ parts, origin }: WebRequest, user: SignedIn): Promise<Response> {
  const { account } = user
  return json(sessionObject({
    account: account.account, address: account.address, origin, limits: parts.jmap.limits, maxDelayedSend: 0,
    state: sessionState(user),
  }))
}

async function call(request: WebRequest, user: SignedIn): Promise<Response> {
  const { parts, ip } = request
  const { limits } = parts.jmap
  const leave = parts.atOnce.enter(`jmap/${keyOf(user)}`, limits.maxConcurrentRequests)
  if (leave === undefined) return problem(requestProblem('limit', 'too many requests at once', 'maxConcurrentRequests'))
  // The account stays open until the last call is answered, whatever happens to the session meanwhile.
  const release = parts.keyring.hold(user.open)
  try {
    const bytes = await readBody(request, limits.maxSizeRequest).catch((error: unknown) => {
      if (error instanceof Problem && error.status === 413) return undefined
      throw error
    })
    if (bytes === undefined) {
      return problem(requestProblem('limit', `at most ${limits.maxSizeRequest} bytes`, 'maxSizeRequest'))
    }
    const read = parseRequest(new TextDecoder().decode(bytes), capabilities, limits)
    if ('problem' in read) return problem(read.problem)
    const mail = await parts.mailstore.open(user.open)
    return json(await answerRequest(read.request, {
      user: { account: user.account, open: user.open, mail }, services: parts.jmap, ip, credentials: keyOf(user),
      log: parts.log,
      sessionState: sessionState(user),
    }))
  } finally {
    release()
    leave()
  }
}

async function upload(request: WebRequest, user: SignedIn): Promise<Response> {
  const { parts, http } = request
  const { limits } = parts.jmap
  requireOwn(http.req.param('account'), user)
  const verdict = parts.throttle.take('upload-account', `${user.account.tenant}|${user.account.account}`)
  if (!verdict.allowed) throw tooManyTries(verdict.retryAfterMs)
  const leave = parts.atOnce.enter(`upload/${keyOf(user)}`, limits.maxConcurrentUpload)
  if (leave === undefined) return problem(requestProblem('limit', 'too many uploads at once', 'maxConcurrentUpload'))
  const release = parts.keyring.hold(user.open)
  const room = parts.uploadRoom.begin()
  try {
    const bytes = await readBody(request, limits.maxSizeUpload, (more) => {
      if (!room.take(more)) throw new Problem(503, 'busy', { retryAfterSeconds: 5 })
    })
    const type = mediaTypeOf(http.req.header('content-type'))
    const mail = await parts.mailstore.open(user.open)
    const { id, sizeBytes } = await mail.upload({ bytes, type })
    const own = accountId(user.account.account)
    return json({ accountId: own, blobId: blobId({ of: 'upload', id }), type, size: sizeBytes }, 201)
  } finally {
    room.end()
    release()
    leave()
  }
}

async function download({ parts, http, ip }: WebRequest, user: SignedIn): Promise<Response> {
  requireOwn(http.req.param('account'), user)
  const release = parts.keyring.hold(user.open)
  try {
    const mail = await parts.mailstore.open(user.open)
    const id = http.req.param('blob') ?? ''
    const blob = await readBlob(mail, id)
    if (blob === undefined) throw new Problem(404, 'not-found')
    await noteBlob({ account: user.account, mail, ip, credentials: keyOf(user), use: parts.jmap.use }, id)
    const type = http.req.query('type') ?? blob.type
    const headers = downloadHeaders({ name: http.req.param('name') ?? '', type, size: blob.bytes.length })
    return new Response(blob.bytes as Uint8Array<ArrayBuffer>, { headers })
  } finally {
    release()
  }
}

/** 404 for another account's id, the same as for one that is nobody's. */
function requireOwn(id: string | undefined, { account }: SignedIn): void {
  if (accountOf(id) !== account.account) throw new Problem(404, 'not-found')
}

function problem({ status, ...rest }: RequestProblem): Response {
  const headers = { 'content-type': 'application/problem+json' }
  return new Response(JSON.stringify({ ...rest, status }), { status, headers })
}
