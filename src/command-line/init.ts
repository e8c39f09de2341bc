import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Refusal } from '../base/errors.ts'
import { readDomain } from '../tenants/domain.ts'
import { systemClock } from '../base/clock.ts'
import { createServiceKey } from '../keys/service-key.ts'
import { silentLog } from '../log/log.ts'
import { openHouse } from '../app.ts'
import { readLineFromInput, readParameters, print, type Command } from './command.ts'
import { finishHome, makeHome, openHome } from './home.ts'

/** First set-up of an empty home, without questions. */
export const init: Command = {
  name: 'init',
  parameters: '--domain D --admin A --password-stdin [--organisation N] [--hostname H] [--certificate F --key F] [--home DIR] [--set k=v]...',
  doc: 'Makes an empty home: configuration, service key, certificate (self-signed unless files are given), database, first account.',
  async run(words) {
    const { values } = readParameters(words, {
      domain: { type: 'string', default: '' },
      admin: { type: 'string', default: '' },
      organisation: { type: 'string', default: '' },
      hostname: { type: 'string', default: '' },
      name: { type: 'string', default: '' },
      language: { type: 'string', default: 'nl' },
      certificate: { type: 'string', default: '' },
      key: { type: 'string', default: '' },
      'password-stdin': { type: 'boolean', default: false },
    })
    const { admin } = values
    // Names of hosts and certificates are written in A-labels (RFC 5891), however the administrator writes the domain.
    const domain = readDomain(values.domain) ?? values.domain
    if (domain === '' || admin === '') throw new Refusal('usage', 'init needs --domain and --admin')
    if (!values['password-stdin']) throw new Refusal('usage', 'give --password-stdin and the password on standard input')
    const password = await readLineFromInput('the password')
    const hostname = values.hostname === '' ? `mail.${domain}` : values.hostname
    const made = await initHome({
      folder: values.home, domain, admin, password, hostname, sets: values.set,
      organisation: values.organisation === '' ? values.domain : values.organisation,
      name: values.name, language: values.language === 'en' ? 'en' : 'nl',
      certificateFiles: values.certificate === '' ? null : { certificate: values.certificate, key: values.key },
    })
    print(values, made, [
      `The home ${resolve(values.home)} is ready.`,
      `Account: ${made.address}`,
      `Recovery code, shown once: ${made.recoveryCode}`,
      `Start it with: ./zegel serve --home ${values.home}`,
    ])
    return 0
  },
}

export interface InitArgs {
  readonly folder: string
  readonly domain: string
  readonly organisation: string
  readonly admin: string
  readonly name: string
  readonly password: string
  readonly hostname: string
  readonly language: 'nl' | 'en'
  readonly sets: readonly string[]
  readonly certificateFiles: { readonly certificate: string, readonly key: string } | null
  /** More lines of the configuration file. */
  readonly configuration?: readonly string[]
}

/**
 * Makes a home with its first account (owner and administrator). Throws `Refusal('home-in-use')` for a folder in use; after
 * any failure the folder is as empty as it was.
 */
export async function initHome(args: InitArgs): Promise<{ readonly address: string, readonly recoveryCode: string }> {
  const folder = resolve(args.folder)
  const files = args.certificateFiles
  const lines = [
    '# Settings of this Zegel. All of them: docs/configuration.md',
    `hostname: ${args.hostname}`,
    ...(files === null ? [] : [`tls.certificateFile: ${resolve(files.certificate)}`, `tls.keyFile: ${resolve(files.key)}`]),
    ...(args.configuration ?? []),
  ]
  makeHome({ folder, configText: `${lines.join('\n')}\n` })
  try {
    return await fillHome(folder, args)
  } catch (error) {
    // The folder was empty, so all in it is ours; what is half made would stand in the way of the next try.
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true })
    throw error
  }
}

async function fillHome(
  folder: string, args: InitArgs,
): Promise<{ readonly address: string, readonly recoveryCode: string }> {
  await createServiceKey(join(folder, 'service.key'))
  mkdirSync(join(folder, 'tls'), { mode: 0o700 })
  if (args.certificateFiles === null) {
    const { selfSigned } = await import('../tls/certificates.ts')
    const pair = await selfSigned({ names: [args.hostname, args.domain, 'localhost'], clock: systemClock })
    writeFileSync(join(folder, 'tls', 'certificate.pem'), pair.certificate, { mode: 0o600 })
    writeFileSync(join(folder, 'tls', 'key.pem'), pair.key, { mode: 0o600 })
  }
  finishHome(folder)
  const house = await openHouse({ home: openHome({ folder, sets: args.sets }), log: silentLog, clock: systemClock })
  try {
    const { id: tenant } = await house.tenants.create({ name: args.organisation })
    const added = await house.tenants.addDomain({ tenant, name: args.domain, isDefault: true })
    if (added !== 'added') throw new Refusal('domain', `${args.domain} could not be added: ${added}`)
    const created = await house.accounts.create({
      tenant, address: args.admin, password: args.password, language: args.language,
      name: args.name === '' ? args.admin : args.name, roles: ['owner', 'administrator'],
    })
    if (typeof created === 'string') {
      throw new Refusal('account', `the account ${args.admin} could not be made: ${created}`)
    }
    return { address: created.account.address, recoveryCode: created.recoveryCode }
  } finally {
    await house.close()
  }
}
