import { RECEIVED_FIELDS_MAX } from './limits.ts'

/** Code (RFC 5321 §4.2), enhanced code (RFC 3463, RFC 5248) or '' where RFC 2034 §4 has none, and text. */
export interface Reply {
  readonly code: number
  readonly enhanced: string
  readonly lines: readonly string[]
}

const table = {
  // Greetings and EHLO answers carry no enhanced code (RFC 2034 §4); their text is made by the session.
  'greeting': [220, '', ''],
  'hello': [250, '', ''],
  'start-tls': [220, '2.0.0', 'Ready to start TLS'],
  'bye': [221, '2.0.0', 'Bye'],
  'ok': [250, '2.0.0', 'OK'],
  'sender-ok': [250, '2.1.0', 'Sender OK'],
  'recipient-ok': [250, '2.1.5', 'Recipient OK'],
  'chunk-ok': [250, '2.0.0', 'Octets received'],
  'kept': [250, '2.0.0', 'Message accepted'],
  'help': [214, '2.0.0', 'See RFC 5321'],
  'cannot-verify': [252, '2.5.2', 'Cannot verify, send mail and see'],
  'signed-in': [235, '2.7.0', 'Authentication succeeded'],
  'send-data': [354, '', 'End data with <CR><LF>.<CR><LF>'],
  'send-response': [334, '', ''],

  'shutting-down': [421, '4.3.2', 'Service is stopping, try again later'],
  'timeout': [421, '4.4.2', 'Timeout, closing the connection'],
  'too-many-connections': [421, '4.7.0', 'Too many connections, try again later'],
  'banned': [421, '4.7.0', 'Not at this moment, try again later'],
  'spoke-too-early': [554, '5.5.1', 'Wait for the greeting and for each answer before you go on, closing the connection'],
  'too-much-at-once': [451, '4.7.1', 'Too much mail for this recipient or from this domain at once, try again later'],
  'too-many-bad-commands': [421, '4.7.0', 'Too many errors, closing the connection'],
  'too-many-unknown-recipients': [421, '4.7.0', 'Too many unknown recipients, closing the connection'],
  'too-many-commands': [421, '4.7.0', 'Too many commands, closing the connection'],
  'too-many-tries': [421, '4.7.0', 'Too many failed sign-ins, closing the connection'],
  'come-again': [451, '4.7.1', 'Your server is not known here yet, try again in some minutes'],
  'our-fault': [451, '4.3.0', 'Internal error, try again later'],
  'try-later': [451, '4.3.0', 'Temporary failure, try again later'],
  'recipient-try-later': [451, '4.3.0', 'Recipient cannot be checked now, try again later'],
  'tls-not-available': [454, '4.7.0', 'TLS not available due to temporary reason'],
  'sign-in-try-later': [454, '4.7.0', 'Temporary authentication failure, wait before trying again'],
  'too-many-recipients': [452, '4.5.3', 'Too many recipients'],
  'no-memory': [452, '4.3.1', 'Too much mail is being received now, try again later'],
  'storage-full': [452, '4.3.1', 'Insufficient system storage'],

  'unknown-command': [500, '5.5.2', 'Command not recognised'],
  'line-too-long': [500, '5.5.2', 'Line too long'],
  'bare-line-end': [500, '5.5.2', 'Lines end with <CR><LF>'],
  'syntax': [501, '5.5.2', 'Syntax error'],
  'bad-sender-syntax': [501, '5.1.7', 'Bad sender address syntax'],
  'bad-recipient-syntax': [501, '5.1.3', 'Bad recipient address syntax'],
  'bad-parameter': [501, '5.5.4', 'Bad parameter'],
  'auth-cancelled': [501, '5.7.0', 'Authentication cancelled'],
  'bad-base64': [501, '5.5.2', 'Cannot decode the response'],
  'data-after-start-tls': [501, '5.5.1', 'STARTTLS must be the last command of a batch, closing the connection'],
  'not-implemented': [502, '5.5.1', 'Command not implemented'],
  'bad-sequence': [503, '5.5.1', 'Bad sequence of commands'],
  'hello-first': [503, '5.5.1', 'Send EHLO first'],
  'already-signed-in': [503, '5.5.1', 'Already authenticated'],
  'already-tls': [503, '5.5.1', 'TLS is already active'],
  'unknown-mechanism': [504, '5.5.4', 'Unknown authentication mechanism'],
  'sign-in-first': [530, '5.7.0', 'Authentication required'],
  'tls-first': [530, '5.7.0', 'Must issue a STARTTLS command first'],
  'sign-in-refused': [535, '5.7.8', 'Authentication credentials invalid'],
  'tls-for-sign-in': [538, '5.7.11', 'Encryption required for the requested authentication mechanism'],
  'unknown-recipient': [550, '5.1.1', 'No such recipient here'],
  'not-local': [550, '5.7.1', 'Relaying denied'],
  'refused': [550, '5.7.1', 'Message refused'],
  'client-refused': [550, '5.7.1', 'Mail from your server is not taken here'],
  'not-your-address': [550, '5.7.1', 'Sender address does not belong to you'],
  'sender-forged': [550, '5.7.1', 'The sender could not be verified and its domain asks to refuse such mail'],
  'malware': [550, '5.7.1', 'The message holds malware'],
  'not-one-author': [550, '5.7.1', 'There must be exactly one author in From'],
  'bare-line-end-in-data': [550, '5.6.0', 'Message holds a bare CR or LF'],
  'message-too-large': [552, '5.3.4', 'Message is larger than the maximum'],
  'utf8-needed': [553, '5.6.7', 'Address needs SMTPUTF8'],
  'data-line-too-long': [554, '5.6.0', 'Message holds a line that is too long'],
  'malformed-message': [554, '5.6.0', 'Message is malformed'],
  'loop': [554, '5.4.6', `Mail loop: more than ${RECEIVED_FIELDS_MAX} Received fields`],
  'too-many-header-fields': [554, '5.6.0', 'Too many header fields'],
  'no-valid-recipients': [554, '5.5.1', 'No valid recipients'],
  'foreign-protocol': [554, '5.5.1', 'This is SMTP, closing the connection'],
  'unsupported-parameter': [555, '5.5.4', 'Parameter not supported'],
} as const satisfies Record<string, readonly [code: number, enhanced: string, text: string]>

/** The name of a reply in the table. Nothing is said to a client that is not in it. */
export type ReplyName = keyof typeof table

/** The reply of that name; `detail` replaces its text (made safe: one line, printable ASCII, at most 200 characters). */
export function reply(name: ReplyName, detail?: string): Reply {
  const [code, enhanced, text] = table[name]
  return { code, enhanced, lines: [detail === undefined ? text : safeText(detail)] }
}

/** Every name, for the test that walks the table. */
export const replyNames = Object.keys(table) as readonly ReplyName[]

/** The reply on the wire: `250-...`, `250 ...`, each line with its CRLF. */
export function formatReply({ code, enhanced, lines }: Reply): string {
  const prefix = enhanced === '' ? '' : `${enhanced} `
  const last = lines.length - 1
  let wire = ''
  for (const [index, line] of lines.entries()) wire += `${code}${index < last ? '-' : ' '}${prefix}${line}\r\n`
  return wire
}

/** Longest detail in a reply; with code and CRLF it stays below 512 octets (RFC 5321 §4.5.3.1.5). */
export const DETAIL_LENGTH_MAX = 200

function safeText(text: string): string {
  return text.slice(0, DETAIL_LENGTH_MAX).replace(/[^\x20-\x7e]/g, '?')
}
