/**
 * Guesses passwords at a running service over SMTP submission, IMAP and the web, for a name that is there and one that is not,
 * in turns, and says whether time or words tell them apart; then whether the owner still gets in from another address.
 *
 *     node tools/run.mjs tools/guess.ts [--tries 20] [--json]
 *
 * It starts a service of its own. Exit code 1 when the words differ, when the middle times differ by more than a third and 50 ms,
 * when more tries were looked at than five and two a minute, or when the owner does not get in.
 */
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { parseArgs } from 'node:util'
import { PASSWORD, startService, type Person, type Service } from '../test/service.ts'

const { values } = parseArgs({ options: { tries: { type: 'string', default: '20' }, json: { type: 'boolean', default: false } } })

/** Tries of one account from one network that may be looked at, at once and in each minute after that. */
const LOOKED_AT = { atOnce: 5, perMinute: 2 } as const

interface Answer { readonly words: string, readonly ms: number }
type Door = (service: Service, address: string, password: string, from: string) => Promise<Answer>

/** One dialogue inside TLS: a line is sent when one that ends came; gives the last answer and its time. */
function dialogue(port: number, from: string, lines: readonly string[]): Promise<Answer> {
  const left = [...lines]
  return new Promise((resolve) => {
    const socket = connectTls({ socket: connect({ host: '127.0.0.1', port, localAddress: from }), rejectUnauthorized: false })
    let text = ''
    let began = 0
    const done = (words: string): void => {
      socket.destroy()
      resolve({ words, ms: performance.now() - began })
    }
    socket.on('error', () => done('error')).on('close', () => done('closed')).on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (!/(^|\n)(\d{3} |\* OK |[a-z]\d+ )[^\n]*\n$/.test(text)) return
      const line = left.shift()
      if (line === undefined) return done(text.trim().replace(/\d+ seconds/, 'N seconds'))
      text = ''
      began = performance.now()
      socket.write(`${line}\r\n`)
    })
  })
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

const doors: Readonly<Record<string, Door>> = {
  submission: (service, address, password, from) => dialogue(service.ports['submissions'] ?? 0, from,
    ['EHLO probe.example', `AUTH PLAIN ${base64(`\0${address}\0${password}`)}`]),
  imap: (service, address, password, from) => dialogue(service.ports['imaps'] ?? 0, from, [`a1 LOGIN "${address}" "${password}"`]),
  async web(service, address, password, from) {
    const body = JSON.stringify({ address, password })
    const host = `127.0.0.1:${service.ports['https'] ?? 0}`
    const request = `POST /api/sign-in HTTP/1.1\r\nHost: ${host}\r\nOrigin: https://${host}\r\nSec-Fetch-Site: same-origin\r\nX-Zegel: 1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
    const began = performance.now()
    const socket = connectTls({
      socket: connect({ host: '127.0.0.1', port: service.ports['https'] ?? 0, localAddress: from }), rejectUnauthorized: false,
    })
    socket.on('error', () => undefined)
    socket.write(request)
    let text = ''
    for await (const chunk of socket) text += String(chunk)
    const [head = '', ...rest] = text.split('\r\n\r\n')
    return { words: `${head.split('\r\n')[0] ?? ''} ${rest.join('').replace(/\d+/g, 'N')}`, ms: performance.now() - began }
  },
}

const middle = (of: readonly number[]): number => of.toSorted((a, b) => a - b)[of.length >> 1] ?? 0

async function guess(service: Service, person: Person): Promise<boolean> {
  let isRight = true
  for (const [index, [name, door]] of Object.entries(doors).entries()) {
    const from = `127.0.0.${20 + index}`
    const began = performance.now()
    const seen: Record<'known' | 'unknown', Answer[]> = { known: [], unknown: [] }
    for (let time = 0; time < Number(values.tries); time++) {
      // In turns and the other way round, so that nothing else decides.
      const both = [['known', person.address], ['unknown', 'nobody.there@delinde.example']] as const
      for (const [which, address] of time % 2 === 0 ? both : both.toReversed()) seen[which].push(await door(service, address, `wrong-${time}`, from))
    }
    const minutes = (performance.now() - began) / 60_000
    // Which words there are: when a limit lets one more in depends on the moment, not on the name.
    const words = (answers: readonly Answer[]): string => [...new Set(answers.map((one) => one.words))].toSorted().join('\n')
    const isSlowedDown = (answer: Answer): boolean => /too many|too-many|454|429/i.test(answer.words)
    const looked = seen.known.filter((answer) => !isSlowedDown(answer))
    const known = middle(looked.map(({ ms }) => ms))
    const unknown = middle(seen.unknown.filter((one) => !isSlowedDown(one)).map(({ ms }) => ms))
    const owner = await door(service, person.address, person.appPassword, '127.0.0.1')
    const entered = name === 'web' ? await door(service, person.address, PASSWORD, '127.0.0.1') : owner
    const isIn = /235|a1 OK|signed-in|HTTP\/1\.1 200/.test(entered.words)
    const row = {
      door: name, knownMs: Math.round(known), unknownMs: Math.round(unknown), lookedAt: looked.length,
      tries: seen.known.length,
      wordsAlike: words(seen.known) === words(seen.unknown), ownerIn: isIn,
    }
    const most = LOOKED_AT.atOnce + Math.ceil(minutes * LOOKED_AT.perMinute)
    const isFine = row.wordsAlike && isIn && looked.length <= most
      && Math.abs(known - unknown) <= Math.max(50, known / 3)
    isRight &&= isFine
    console.log(values.json ? JSON.stringify(row) : `${isFine ? 'PASS' : 'FAIL'} ${name}: known ${row.knownMs} ms, unknown ${row.unknownMs} ms, ${row.lookedAt} of ${row.tries} tries looked at, words ${row.wordsAlike ? 'alike' : 'DIFFER'}, owner ${isIn ? 'gets in' : 'LOCKED OUT'}`)
  }
  return isRight
}

const service = await startService({ domain: 'delinde.example', sets: ['throttle.exempt=[]'] })
try {
  process.exitCode = await guess(service, service.addAccount('marieke@delinde.example')) ? 0 : 1
} finally {
  await service.remove()
}
