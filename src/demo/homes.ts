/** Makes the homes of the demonstration: two organisations that trust one certificate authority made for them. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../base/errors.ts'
import type { Clock } from '../base/clock.ts'
import { openHouse } from '../app.ts'
import { openHome } from '../command-line/home.ts'
import { initHome } from '../command-line/init.ts'
import { silentLog } from '../log/log.ts'
import { createCertificateAuthority } from '../tls/certificates.ts'
import { organisations, OUTSIDE_PORTS, type DemoOrganisation } from './content.ts'
import { OUTSIDE_DOMAINS } from './outside/mailbox.ts'

/** Ports of one organisation, by listener. */
export function portsOf({ portBase }: DemoOrganisation): Readonly<Record<string, number>> {
  return {
    smtp: portBase + 525, submission: portBase + 587, submissions: portBase + 465, imap: portBase + 143,
    imaps: portBase + 993, http: portBase + 80, https: portBase + 443,
  }
}

/** Makes what is missing in the folder; what is there stays. Gives whether anything was made. */
export async function makeDemoHomes(folder: string, clock: Clock): Promise<boolean> {
  const all = organisations.map(({ key }) => join(folder, key, 'home.json'))
  if (all.every(existsSync)) return false
  if (all.some(existsSync)) throw new Refusal('home-in-use', `${folder} holds half a demonstration; start again with: npm start -- --reset`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const authority = await createCertificateAuthority({ name: 'Zegel demonstration', clock })
  const trusted = join(folder, 'authority.pem')
  writeFileSync(trusted, authority.certificate)
  for (const organisation of organisations) {
    const { key, domain } = organisation
    const pair = await authority.issue({
      names: [`mail.${domain}`, domain, `${key}.localhost`, 'localhost', '127.0.0.1'], clock,
    })
    const certificate = join(folder, `${key}-certificate.pem`)
    const keyFile = join(folder, `${key}-key.pem`)
    writeFileSync(certificate, pair.certificate)
    writeFileSync(keyFile, pair.key, { mode: 0o600 })
    await makeHome({ folder: join(folder, key), organisation, certificate, keyFile, trusted, clock })
  }
  return true
}

/** Text messages stay here, on the telephone page of the demonstration. */
function guestPages(organisation: DemoOrganisation): readonly string[] {
  return [
    'sms.localFile: sms.jsonl', `portal.url: http://${organisation.key}.localhost:${portsOf(organisation)['http']}`, 'sms.driver: local',
    'portal.serviceContact.phone: 085 000 00 12', 'portal.serviceContact.hours: Wij zijn er van 8.00 tot 18.00 uur.',
  ]
}

/** What both organisations chose: with a partner whose server is checked, care data needs no portal. */
const DEMO_POLICY = `# The policy of the demonstration. What is not said here is the default.
# Recorded choice: health data goes directly to a partner whose mail server is known and verified.
routes:
  health: [verified-tls, nta7516, openpgp, portal]
tlsProofs:
  health: [dane, pinned]
# Shorter than in real use, so that a visitor need not wait.
holdSeconds: { record: 5, advise: 8, protect: 12, block: 12 }
`

async function makeHome(args: {
  readonly folder: string, readonly organisation: DemoOrganisation,
  readonly certificate: string, readonly keyFile: string,
  readonly trusted: string, readonly clock: Clock,
}): Promise<void> {
  const { folder, organisation, certificate, keyFile, trusted, clock } = args
  const owner = organisation.people.find(({ roles }) => roles.includes('owner'))
  if (owner === undefined) throw new Error('an organisation needs an owner')
  const others = organisations.filter((one) => one !== organisation)
  const routes = [
    ...others.map((one) => `  ${one.domain}: 127.0.0.1:${portsOf(one)['smtp']}`),
    ...OUTSIDE_DOMAINS.map((domain) => `  ${domain}: 127.0.0.1:${OUTSIDE_PORTS.smtp}`),
  ]
  const listeners = Object.entries(portsOf(organisation)).map(([name, port]) => `${name}.listen: 127.0.0.1:${port}`)
  await initHome({
    folder, domain: organisation.domain, organisation: organisation.name, admin: owner.address, name: owner.name,
    password: owner.password, hostname: `mail.${organisation.domain}`, language: 'nl', sets: [],
    certificateFiles: { certificate, key: keyFile },
    configuration: [
      ...listeners, ...guestPages(organisation), 'dns.servers: []', `tls.trustedFile: ${trusted}`, 'delivery.fixedRouteTls: verified',
      `delivery.unverifiedRoutes: [${OUTSIDE_DOMAINS.join(', ')}]`, 'delivery.routes:', ...routes,
    ],
  })
  writeFileSync(join(folder, 'policy.yaml'), DEMO_POLICY, { mode: 0o600 })
  const house = await openHouse({ home: openHome({ folder, sets: [] }), log: silentLog, clock })
  try {
    const [tenant] = await house.tenants.list()
    if (tenant === undefined) throw new Error('the new home has no organisation')
    for (const { address, name, password, roles } of organisation.people.filter((person) => person !== owner)) {
      const created = await house.accounts.create({ tenant: tenant.id, address, name, password, roles, language: 'nl' })
      if (typeof created === 'string') throw new Error(`${address}: ${created}`)
    }
  } finally {
    await house.close()
  }
}
