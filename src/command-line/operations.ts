/** What a command may ask of a house, whether the service runs over it or not. */
import { systemClock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import type { Closing } from '../accounts/closing.ts'
import type { Rotation } from '../accounts/rotation.ts'
import type { Account, AccountRole } from '../accounts/types.ts'
import { configuredLines, type ConfiguredLine } from '../configured.ts'
import type { HealthCheck } from '../health.ts'
import type { LedgerCheck } from '../ledger/types.ts'
import { silentLog } from '../log/log.ts'
import { openHouse, type House } from '../app.ts'
import type { CommonValues } from './command.ts'
import { lookAtRecords, publishedRecords, type DomainLooks, type DomainRecords } from '../publishing-wiring.ts'
import { nta7516RegisterOf } from '../nta7516-wiring.ts'
import type { RegisterLine } from '../nta7516/criteria.ts'
import type { Ban } from '../throttle/bans.ts'
import { addBan, liftBan, listBans } from './ban-operations.ts'
import { askService } from './control.ts'
import { dkimOperations, type DkimOperations } from './dkim-operations.ts'
import { openHome } from './home.ts'
import { queueOperations, type QueueOperations } from './queue-operations.ts'
import { reputationOperations, type ReputationOperations } from './reputation-operations.ts'

/** An account's key as commands show it. */
export interface KeyShown {
  readonly address: string
  readonly keyVersion: number
  readonly rotation: Rotation | null
}

/** A closing as commands show it; `open` when there is none. */
export interface ClosingShown {
  readonly address: string
  readonly state: Closing['state'] | 'open'
  readonly closesAt: number
  readonly closedAt: number | null
}

interface Operations extends QueueOperations, DkimOperations, ReputationOperations {
  'account.add': {
    readonly args: {
      readonly address: string, readonly password: string, readonly name: string, readonly roles: readonly string[],
      readonly appPassword: boolean, readonly language: string,
    }
    readonly result: { readonly address: string, readonly appPassword?: string, readonly recoveryCode: string }
  }
  'account.key': { readonly args: { readonly address: string }, readonly result: KeyShown }
  'account.rotate': {
    readonly args: { readonly address: string, readonly compromised: boolean, readonly appPasswords: readonly string[] }
    readonly result: KeyShown
  }
  'account.close': { readonly args: { readonly address: string }, readonly result: ClosingShown }
  'account.keep': { readonly args: { readonly address: string }, readonly result: ClosingShown }
  'account.receipt': { readonly args: { readonly address: string }, readonly result: string }
  'ledger.verify': {
    readonly args: object, readonly result: readonly { readonly tenant: string, readonly check: LedgerCheck }[],
  }
  'ledger.export': { readonly args: object, readonly result: readonly string[] }
  'dns.records': { readonly args: { readonly domain: string }, readonly result: readonly DomainRecords[] }
  'dns.check': { readonly args: { readonly domain: string }, readonly result: readonly DomainLooks[] }
  'nta7516.register': { readonly args: object, readonly result: readonly RegisterLine[] }
  'ban.list': { readonly args: object, readonly result: readonly Ban[] }
  'ban.add': { readonly args: { readonly network: string, readonly minutes: number, readonly note: string }, readonly result: Ban }
  'ban.lift': { readonly args: { readonly network: string }, readonly result: { readonly network: string } }
  'health': { readonly args: object, readonly result: readonly HealthCheck[] }
  'configured': { readonly args: object, readonly result: readonly ConfiguredLine[] }
}

type Name = keyof Operations

const operations: { readonly [K in Name]: (house: House,
  args: Operations[K]['args']) => Promise<Operations[K]['result']> } = {
  'account.add': async (house, args) => addAccount(house, args),
  'account.key': (house, { address }) => keyOf(house, address),
  'account.rotate': async (house, { address, compromised, appPasswords }) => {
    const account = await accountOf(house, address)
    const known = await house.accounts.appPasswords(account)
    const ended = appPasswords.map((label) => {
      const found = known.find((one) => one.label === label || one.id === label)
      if (found === undefined) throw new Refusal('no such app password', `${address} has no app password ${label}`)
      return { kind: 'app-password' as const, id: found.id }
    })
    await house.accounts.rotations.ask(account, { reason: compromised ? 'compromised' : 'asked', compromised: ended })
    return keyOf(house, address)
  },
  'account.close': async (house, { address }) => {
    const account = await accountOf(house, address)
    const asked = await house.accounts.closings.ask(account, { tenant: account.tenant, account: 0 })
    if (asked.outcome !== 'asked') throw new Refusal(asked.outcome, `${address} is not closed: ${asked.outcome}`)
    await house.accounts.closings.runDue()
    return closingOf(house, address)
  },
  'account.keep': async (house, { address }) => {
    if (!await house.accounts.closings.undo(await accountOf(house, address))) {
      throw new Refusal('nothing to take back', `${address} was not to close, or is closing already`)
    }
    return closingOf(house, address)
  },
  'account.receipt': async (house, { address }) => {
    const closing = await foundClosing(house, address)
    const receipt = closing === undefined ? undefined : await house.accounts.closings.receipt(closing)
    if (receipt === undefined) throw new Refusal('no receipt', `there is no receipt for ${address}`)
    return receipt
  },
  'ledger.verify': async (house) => {
    const tenants = await house.tenants.list()
    return Promise.all(tenants.map(async ({ id, name }) => ({ tenant: name, check: await house.ledger.verify(id) })))
  },
  'ledger.export': async (house) => {
    const lines: string[] = []
    for (const { id } of await house.tenants.list()) {
      for await (const line of house.ledger.export({ tenant: id })) lines.push(line)
    }
    return lines
  },
  'dns.records': (house, { domain }) => publishedRecords(house, domain),
  'dns.check': (house, { domain }) => lookAtRecords(house, domain),
  'nta7516.register': (house) => nta7516RegisterOf(house),
  'ban.list': (house) => listBans(house),
  'ban.add': (house, args) => addBan(house, args),
  'ban.lift': (house, args) => liftBan(house, args),
  'health': (house) => house.health(),
  'configured': (house) => configuredLines(house),
  ...queueOperations,
  ...dkimOperations,
  ...reputationOperations,
}

async function accountOf(house: House, address: string): Promise<Account> {
  const account = await house.accounts.findRecipient(address)
  if (account === undefined) throw new Refusal('no such account', `${address} is no account here`)
  return account
}

async function keyOf(house: House, written: string): Promise<KeyShown> {
  const account = await accountOf(house, written)
  const { address, keyVersion } = await house.accounts.byRef(account) ?? account
  return { address, keyVersion, rotation: await house.accounts.rotations.state(account) ?? null }
}

async function foundClosing(house: House, address: string): Promise<Closing | undefined> {
  const own = await house.tenants.byDomain(address.slice(address.lastIndexOf('@') + 1))
  if (own === undefined) throw new Refusal('no such account', `${address} is no account here`)
  return (await house.accounts.closings.list(own.tenant)).find((one) => one.address === address.toLowerCase())
}

async function closingOf(house: House, address: string): Promise<ClosingShown> {
  const found = await foundClosing(house, address)
  if (found === undefined) return { address, state: 'open', closesAt: 0, closedAt: null }
  const { state, closesAt, closedAt } = found
  return { address, state, closesAt, closedAt }
}

const roles: readonly AccountRole[] = ['owner', 'administrator', 'privacy-officer', 'user']

async function addAccount(
  house: House, args: Operations['account.add']['args'],
): Promise<Operations['account.add']['result']> {
  const texts: readonly unknown[] = [args.address, args.password, args.name, args.language]
  if (!texts.every((text) => typeof text === 'string') || !Array.isArray(args.roles)) {
    throw new Refusal('usage', 'account.add needs address, password, name, language and roles')
  }
  const asked = args.roles.length === 0 ? ['user'] : args.roles
  const known = asked.map((role) => roles.find((one) => one === role))
  if (known.includes(undefined)) throw new Refusal('usage', `--role must be one of: ${roles.join(', ')}`)
  const domain = args.address.slice(args.address.lastIndexOf('@') + 1)
  const own = await house.tenants.byDomain(domain)
  if (own === undefined) throw new Refusal('no such domain', `${domain} is not a domain of this service`)
  const created = await house.accounts.create({
    tenant: own.tenant, address: args.address, name: args.name === '' ? args.address : args.name,
      password: args.password,
    roles: known.filter((role) => role !== undefined), language: args.language === 'en' ? 'en' : 'nl',
  })
  if (typeof created === 'string') throw new Refusal(created, `${args.address} was not added: ${created}`)
  const { account, recoveryCode } = created
  if (!args.appPassword) return { address: account.address, recoveryCode }
  const signedIn = await house.accounts.signIn({
    address: account.address, password: args.password, door: 'web', ip: '127.0.0.1',
  })
  if (signedIn.outcome !== 'open') throw new Refusal('account', 'the new account could not be opened')
  const { password } = await house.accounts.addAppPassword({ open: signedIn.open, label: 'command line' })
  return { address: account.address, appPassword: password, recoveryCode }
}

/** Runs an operation that came in over the control socket. */
export async function runInHouse(house: House, operation: string, args: unknown): Promise<unknown> {
  if (!Object.hasOwn(operations, operation)) throw new Refusal('usage', `there is no operation ${operation}`)
  const run = operations[operation as Name] as (house: House, args: unknown) => Promise<unknown>
  return run(house, args)
}

/** These only read, and may be long: they open the database beside the running service. */
const readsBeside: ReadonlySet<Name> = new Set(['ledger.verify', 'ledger.export'])

/** Asks the running service, or opens the house for this one operation. */
export async function runOperation<K extends Name>(
  values: CommonValues, operation: K, args: Operations[K]['args'],
): Promise<Operations[K]['result']> {
  const home = openHome({ folder: values.home, sets: values.set })
  const answered = readsBeside.has(operation) ? undefined : await askService(home.controlSocket, operation, args)
  if (answered !== undefined) return answered.result as Operations[K]['result']
  const house = await openHouse({ home, log: silentLog, clock: systemClock })
  try {
    return await operations[operation](house, args)
  } finally {
    await house.close()
  }
}
