import { dataText, textFacts, type TextFacts } from '../smtp/outgoing.ts'
import type { ReceivedReply } from '../smtp/reply-parser.ts'
import { DialogueBroken } from './dialogue.ts'
import type { ServerSession } from './open-session.ts'
import { PIPELINED_MAX, REPLY_LENGTH_MAX, type Letter, type LetterRecipient, type Place, type RecipientResult,
  type SmtpClientLimits } from './types.ts'

type Outcome = Omit<RecipientResult, 'address'>

/** Sends one letter over an open session; gives an outcome for every recipient, in their order. Never throws. */
export async function transact(
  session: ServerSession, letter: Letter, limits: SmtpClientLimits,
): Promise<readonly RecipientResult[]> {
  const outcomes = new Map<LetterRecipient, Outcome>()
  const setRest = (outcome: Outcome): void => {
    for (const recipient of letter.rcptTo) if (!outcomes.has(recipient)) outcomes.set(recipient, outcome)
  }
  try {
    await exchange(session, letter, limits, outcomes, setRest)
  } catch (error) {
    if (!(error instanceof DialogueBroken)) throw error
    setRest({ outcome: 'try-later', at: error.at, code: 0, status: '4.4.2', reply: error.message })
  }
  return letter.rcptTo.map((recipient) => ({
    address: recipient.address, ...outcomes.get(recipient) ?? notAsked,
  }))
}

const notAsked: Outcome = { outcome: 'try-later', at: 'before', code: 0, status: '4.3.0', reply: 'not tried' }

async function exchange(
  session: ServerSession, letter: Letter, limits: SmtpClientLimits, outcomes: Map<LetterRecipient, Outcome>,
  setRest: (outcome: Outcome) => void,
): Promise<void> {
  const { dialogue, extensions } = session
  const facts = textFacts(letter.raw)
  const problem = unfit(session, letter, facts)
  if (problem !== undefined) return setRest(problem)
  const text = dataText(letter.raw)
  const mail = mailCommand(session, letter, facts)
  const rcpts = letter.rcptTo.map((recipient) => rcptCommand(session, recipient))
  const piped = extensions.has('PIPELINING') ? PIPELINED_MAX : 1
  const taken: LetterRecipient[] = []
  let data: Promise<ReceivedReply> | undefined
  if (piped === 1) {
    const answer = await dialogue.command('mail', mail, limits.commandMs)
    if (!isOk(answer)) return setRest(outcomeOf('mail', answer))
  }
  for (let at = 0; at < rcpts.length; at += piped) {
    // MAIL goes with the first recipients, DATA with the last: one turn for all of it (RFC 2920 §3.1).
    const [isFirst, isLast] = [piped > 1 && at === 0, piped > 1 && at + piped >= rcpts.length]
    const batch = [...isFirst ? [mail] : [], ...rcpts.slice(at, at + piped), ...isLast ? ['DATA'] : []]
    const replies = dialogue.commands('rcpt', batch, limits.commandMs)
    if (isLast) data = replies.pop()
    if (isFirst) {
      const answer = await (replies.shift() ?? dialogue.reply('mail', limits.commandMs))
      if (!isOk(answer)) {
        // The replies to the rest of the batch are on their way; without them the next letter would read them.
        setRest(outcomeOf('mail', answer))
        await Promise.all(replies)
        return endEmpty(dialogue, data, limits)
      }
    }
    for (const [index, reply] of replies.entries()) {
      const recipient = letter.rcptTo[at + index]
      const answer = await reply
      if (recipient === undefined) continue
      if (isOk(answer)) taken.push(recipient)
      else outcomes.set(recipient, outcomeOf('rcpt', answer))
    }
  }
  if (taken.length === 0) return endEmpty(dialogue, data, limits)
  const go = await (data ?? dialogue.command('data', 'DATA', limits.commandMs))
  if (go.code !== 354) return setRest(outcomeOf('data', go))
  setRest(outcomeOf('text', await dialogue.text(text, limits)))
}

/** A server that wants a text although it took nobody gets an empty one; whatever it says to that is about nobody. */
async function endEmpty(dialogue: ServerSession['dialogue'], data: Promise<ReceivedReply> | undefined,
  limits: SmtpClientLimits): Promise<void> {
  if (data !== undefined && (await data).code === 354) await dialogue.text(EMPTY_TEXT, limits)
}

// One empty line first: there are servers that look for the end only behind a line.
const EMPTY_TEXT = Buffer.from('\r\n.\r\n')

/** What this server cannot take, known before a word of it is sent. */
function unfit({ extensions, dialogue }: ServerSession, letter: Letter, facts: TextFacts): Outcome | undefined {
  const { raw, mailFrom, rcptTo } = letter
  const failed = (status: string, reply: string): Outcome => ({
    outcome: 'failed', at: 'before', code: 0, status, reply,
  })
  if (letter.requireTls === true && (dialogue.tls === null || !extensions.has('REQUIRETLS'))) {
    return failed('5.7.30', 'REQUIRETLS is not supported there, and this message asks for it')
  }
  if (facts.bareLineEnd) return failed('5.6.0', 'the message holds a bare CR or LF and is not sent')
  const size = Number(extensions.get('SIZE') ?? 0)
  if (size > 0 && raw.length > size) return failed('5.3.4',
    `the message is larger than the ${size} octets that server takes`)
  if (needsUtf8(mailFrom, rcptTo, facts) && !extensions.has('SMTPUTF8')) return failed('5.6.7',
    'that server does not take addresses or headers beyond ASCII')
  if (facts.eightBit && !extensions.has('8BITMIME')) return failed('5.6.3', 'that server does not take 8-bit text')
  if (![mailFrom, ...rcptTo.map((recipient) => recipient.address)].every(isSafe)) return failed('5.1.3',
    'an address holds a character that cannot be sent')
  return undefined
}

function needsUtf8(mailFrom: string, rcptTo: readonly LetterRecipient[], facts: TextFacts): boolean {
  return facts.utf8Header || !isAscii(mailFrom) || rcptTo.some((recipient) => !isAscii(recipient.address))
}

function isAscii(value: string): boolean {
  for (let index = 0; index < value.length; index += 1) if (value.charCodeAt(index) > 0x7e) return false
  return true
}

/** No control characters and no angle brackets: nothing in an address may become a command of its own (CWE-93). */
function isSafe(value: string): boolean {
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index)
    if (code < 0x20 || code === 0x7f || code === 0x3c || code === 0x3e) return false
  }
  return value.length <= 512
}

function mailCommand({ extensions }: ServerSession, letter: Letter, facts: TextFacts): string {
  let line = `MAIL FROM:<${letter.mailFrom}>`
  if (extensions.has('SIZE')) line += ` SIZE=${letter.raw.length}`
  if (facts.eightBit && extensions.has('8BITMIME')) line += ' BODY=8BITMIME'
  if (needsUtf8(letter.mailFrom, letter.rcptTo, facts)) line += ' SMTPUTF8'
  // Only over a session that was opened for it; `unfit` sees to that (RFC 8689 §4.2.1).
  if (letter.requireTls === true) line += ' REQUIRETLS'
  if (extensions.has('DSN')) {
    if (letter.ret === 'FULL' || letter.ret === 'HDRS') line += ` RET=${letter.ret}`
    if (letter.envelopeId !== undefined && isParameter(letter.envelopeId)) line += ` ENVID=${letter.envelopeId}`
  }
  return line
}

function rcptCommand({ extensions }: ServerSession, { address, notify, originalRecipient }: LetterRecipient): string {
  let line = `RCPT TO:<${address}>`
  if (extensions.has('DSN')) {
    if (notify !== undefined && isParameter(notify)) line += ` NOTIFY=${notify}`
    if (originalRecipient !== undefined && isParameter(originalRecipient)) line += ` ORCPT=${originalRecipient}`
  }
  return line
}

/** A parameter value that cannot end its command: printable ASCII without blanks. */
function isParameter(value: string): boolean {
  return value.length > 0 && value.length <= 500 && /^[\x21-\x7e]+$/.test(value)
}

function isOk(reply: ReceivedReply): boolean {
  return reply.code >= 200 && reply.code < 300
}

/** 552 at RCPT means "too many recipients" on old servers and is tried again (RFC 5321 §4.5.3.1.10). */
function outcomeOf(at: Place, reply: ReceivedReply): Outcome {
  const { code } = reply
  const oldTooMany = at === 'rcpt' && code === 552
  const outcome = code < 300 ? 'delivered' : code >= 500 && !oldTooMany ? 'failed' : 'try-later'
  const digit = outcome === 'delivered' ? 2 : outcome === 'failed' ? 5 : 4
  // An enhanced code of another class than the reply code is not believed.
  const status = reply.enhanced.startsWith(`${digit}.`) ? reply.enhanced : `${digit}.0.0`
  return {
    outcome, at, code, status,
    reply: `${code} ${reply.enhanced} ${reply.lines.join(' ')}`.replace(/ {2,}/g, ' ').slice(0, REPLY_LENGTH_MAX),
  }
}
