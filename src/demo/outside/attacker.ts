/** What the hostile sender of the demonstration tries, over SMTP like any stranger, with every word that was said. */
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { once } from 'node:events'
import { KiB, second } from '../../base/sizes.ts'

export interface Attack {
  readonly id: 'collega' | 'domein' | 'smokkel'
  readonly title: string
  readonly what: string
  /** What a careful service does. */
  readonly expect: string
  readonly mailFrom: string
  readonly rcptTo: string
  readonly from: string
  readonly subject: string
  readonly text: string
  /** Everything after `DATA`, when it is not an ordinary message. */
  readonly isSmuggled?: true
}

const victim = 'marieke@delinde.example'

export const attacks: readonly Attack[] = [
  {
    id: 'collega', title: 'Doe je voor als collega',
    what: 'Een mail van buiten met het adres van Ruud de Wit van De Linde als afzender.',
    expect: 'De mail komt bij Ongewenst, met de reden: deze mail kwam niet van De Linde.',
    mailFrom: 'service@snelle-post.example', rcptTo: victim, from: 'Ruud de Wit <ruud@delinde.example>', subject: 'Uw wachtwoord verloopt vandaag',
    text: 'Beste collega,\r\n\r\nUw wachtwoord verloopt vandaag. Klik op https://inloggen.snelle-post.example\r\n\r\nRuud',
  },
  {
    id: 'domein', title: 'Gebruik een adres dat erop lijkt',
    what: 'Een mail van delınde.example: de i heeft geen punt. De naam is die van een collega.',
    expect: 'De mail komt bij Ongewenst: de naam is van een collega, het adres is dat niet.',
    mailFrom: 'sanne@xn--delnde-r9a.example', rcptTo: victim, from: 'Sanne Kuiper <sanne@xn--delnde-r9a.example>', subject: 'Nieuw rekeningnummer',
    text: 'Hoi Marieke,\r\n\r\nMaak jij het bedrag voortaan over naar mijn nieuwe rekening?\r\n\r\nSanne',
  },
  {
    id: 'smokkel', title: 'Smokkel een tweede mail mee',
    what: 'Een mail met kale regeleinden. Een slordige server leest daarin een tweede mail, van de directie.',
    expect: 'De server weigert de mail. Er komt niets aan.',
    mailFrom: 'service@snelle-post.example', rcptTo: victim, from: 'Service <service@snelle-post.example>', subject: 'Factuur', isSmuggled: true,
    text: 'Zie de bijlage.\n.\nMAIL FROM:<directie@delinde.example>\nRCPT TO:<marieke@delinde.example>\nDATA\n'
      + 'From: Directie <directie@delinde.example>\nTo: marieke@delinde.example\nSubject: Met spoed betalen\n\nBetaal vandaag nog.\n.',
  },
]

/** One line of the conversation. */
export interface Said {
  readonly by: 'aanvaller' | 'server'
  readonly text: string
}

export interface Tried {
  readonly attack: Attack
  readonly at: number
  readonly said: readonly Said[]
  readonly outcome: 'taken' | 'refused' | 'no-answer'
}

/** Longest wait for one reply. */
export const REPLY_MS = 5 * second
/** Octets of one reply. */
export const REPLY_BYTES_MAX = 16 * KiB

/** Really tries it. Never throws for what the server does. */
export async function tryAttack(attack: Attack, { port, now }: {
  readonly port: number, readonly now: number,
}): Promise<Tried> {
  const said: Said[] = []
  const socket = connect({ host: '127.0.0.1', port })
  socket.setTimeout(REPLY_MS, () => socket.destroy(new Error('no answer')))
  socket.setEncoding('utf8')
  const replies = repliesOf(socket)
  let outcome: Tried['outcome'] = 'no-answer'
  try {
    await once(socket, 'connect')
    await hear()
    const lines = ['EHLO snelle-post.example', `MAIL FROM:<${attack.mailFrom}>`, `RCPT TO:<${attack.rcptTo}>`, 'DATA']
    for (const line of lines) {
      outcome = await say(line, `${line}\r\n`)
      if (outcome === 'refused') break
    }
    if (outcome === 'taken') {
      const message = messageOf(attack, now)
      outcome = await say(attack.isSmuggled ? withEnds(message) : message, `${message}\r\n.\r\n`)
    }
    socket.end('QUIT\r\n')
  } catch {
    said.push({ by: 'server', text: '(verbinding verbroken)' })
  } finally {
    socket.destroy()
  }
  return { attack, at: now, said, outcome }

  async function say(shown: string, octets: string): Promise<'taken' | 'refused'> {
    said.push({ by: 'aanvaller', text: shown })
    socket.write(octets)
    return (await hear()) < 400 ? 'taken' : 'refused'
  }

  async function hear(): Promise<number> {
    const { value, done } = await replies.next()
    if (done === true) throw new Error('closed')
    said.push({ by: 'server', text: value })
    return Number(value.split('\n').at(-1)?.slice(0, 3))
  }
}

/** The line ends in words: what matters here cannot be seen otherwise. */
function withEnds(message: string): string {
  return message.split('\n').map((line) => line.endsWith('\r') ? `${line.slice(0, -1)} <CR><LF>` : `${line} <LF>`).join('\n')
}

function messageOf({ from, rcptTo, subject, text }: Attack, now: number): string {
  const date = new Date(now).toUTCString().replace('GMT', '+0000')
  return `From: ${from}\r\nTo: ${rcptTo}\r\nSubject: ${subject}\r\nDate: ${date}\r\n`
    + `Message-ID: <${randomBytes(8).toString('hex')}@snelle-post.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}`
}

/** Whole replies, with all their lines. */
async function* repliesOf(socket: AsyncIterable<string>): AsyncGenerator<string, undefined> {
  let buffer = ''
  for await (const text of socket) {
    buffer += text
    if (buffer.length > REPLY_BYTES_MAX) return undefined
    for (;;) {
      const whole = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\r?\n/.exec(buffer)?.[0]
      if (whole === undefined) break
      buffer = buffer.slice(whole.length)
      yield whole.trim().replaceAll('\r', '')
    }
  }
  return undefined
}
