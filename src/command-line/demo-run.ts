/** What the command `demo` does: loaded only for that command, so that a service carries none of it. */
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemClock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { openHouse, type House } from '../app.ts'
import { organisations, OUTSIDE_PORTS } from '../demo/content.ts'
import { makeDemoHomes, portsOf } from '../demo/homes.ts'
import { fillMailbox, sendSpoof } from '../demo/mail.ts'
import { openOutside } from '../demo/outside/outside.ts'
import { ANJA } from '../demo/outside/pages.ts'
import { openLog } from '../log/pino.ts'
import { serveHouse, type Listeners } from '../serve.ts'
import { serveControl } from './control.ts'
import { isServed, openHome } from './home.ts'
import { runInHouse } from './operations.ts'

/** Mail of the people outside, over a restart. */
const OUTSIDE_MAIL = 'buiten.jsonl'

interface Running {
  readonly house: House
  readonly listeners: Listeners
  readonly closeControl: () => void
}

/** Runs the demonstration in `home` until it is told to end; `reset` removes what was there. */
export async function runDemo({ home, reset }: { readonly home: string, readonly reset: boolean }): Promise<number> {
  const folder = resolve(home)
  const homes = organisations.map(({ key }) => join(folder, key))
  if (reset) {
    for (const home of homes) if (await isServed(join(home, 'control.sock'))) throw new Refusal('home-in-use', 'the demonstration is running; stop it first')
    for (const name of [...organisations.map(({ key }) => key), 'authority.pem', OUTSIDE_MAIL]) rmSync(join(folder, name), { recursive: true, force: true })
  }
  const isNew = await makeDemoHomes(folder, systemClock)
  const running: Running[] = []
  for (const home of homes) running.push(await start(home))
  const [linde] = organisations
  const outside = await openOutside({
    mailFile: join(folder, OUTSIDE_MAIL), smsFiles: homes.map((home) => join(home, 'sms.jsonl')), log: openLog({ level: 'warn', stream: process.stderr }),
    victimPort: linde === undefined ? 0 : portsOf(linde)['smtp'] ?? 0, httpPort: OUTSIDE_PORTS.http, smtpPort: OUTSIDE_PORTS.smtp, clock: systemClock,
  })
  if (isNew) await firstMail(running)
  process.stdout.write(`${introduction(folder)}\n${JSON.stringify({ ready: true, listeners: running.map(({ listeners }) => listeners.addresses) })}\n`)
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  await outside.close()
  for (const { house, listeners, closeControl } of running) {
    closeControl()
    await listeners.close()
    await house.close()
  }
  return 0
}

async function start(folder: string): Promise<Running> {
  const home = openHome({ folder, sets: [] })
  if (await isServed(home.controlSocket)) throw new Refusal('home-in-use', 'the demonstration is running already')
  const log = openLog({ level: 'warn', stream: process.stderr })
  const house = await openHouse({ home, log, clock: systemClock })
  const listeners = await serveHouse(house)
  const control = await serveControl(home.controlSocket, (operation, args) => runInHouse(house, operation, args))
  return { house, listeners, closeControl: () => control.close() }
}

async function firstMail(running: readonly Running[]): Promise<void> {
  const [linde] = organisations
  const [first] = running
  const marieke = linde?.people[0]
  if (linde === undefined || first === undefined || marieke === undefined) return
  await fillMailbox(first.house, marieke)
  await sendSpoof(portsOf(linde)['smtp'] ?? 0, systemClock.now())
}

function introduction(folder: string): string {
  const lines = ['', 'Zegel draait. Open de webmail en log in:', '']
  for (const organisation of organisations) {
    const ports = portsOf(organisation)
    lines.push(`  ${organisation.name}   http://${organisation.key}.localhost:${ports['http']}/`)
    for (const { address, name, password, does } of organisation.people) {
      lines.push(`    ${address.padEnd(26)} ${password.padEnd(24)} ${name}, ${does}`)
    }
    lines.push(`    IMAP 127.0.0.1:${ports['imaps']} (TLS), SMTP 127.0.0.1:${ports['submissions']} (TLS), met een app-wachtwoord uit Instellingen`, '')
  }
  lines.push(`  De buitenwereld, nagespeeld   http://buiten.localhost:${OUTSIDE_PORTS.http}/`,
    `    ${ANJA.name}, privépersoon: ${ANJA.address}, mobiel ${ANJA.phone}. Haar mailbox en haar telefoon staan daar.`,
    '    Iemand die kwaad wil: met knoppen die het echt proberen.', '',
    `Probeer: schrijf als Marieke aan ${ANJA.address} over BSN 111222333, verstuur beveiligd en lees het als Anja.`, '')
  lines.push(`Gegevens: ${folder}. Opnieuw beginnen: npm start -- --reset. Stoppen: Ctrl+C.`,
    `Logboek controleren: ./zegel ledger verify --home ${join(folder, 'linde')}`, '')
  return lines.join('\n')
}
