/** What a command may ask of a house, whether the service runs over it or not. */
import { systemClock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import type { AccountRole } from '../accounts/types.ts'
import type { HealthCheck } from '../health.ts'
import type { LedgerCheck } from '../ledger/types.ts'
import { silentLog } from '../log/log.ts'
import { openHouse, type House } from '../app.ts'
import type { CommonValues } from './command.ts'
import { askService } from './control.ts'
import { openHome } from './home.ts'

interface Operations {
  'account.add': {
    readonly args: {
      readonly address: string, readonly password: string, readonly name: string, readonly roles: readonly string[],
      readonly appPassword: boolean, readonly language: string,
    }
    readonly result: { readonly address: string, readonly appPassword?: string, readonly recoveryCode: string }
  }
  'ledger.verify': { readonly args: object, readonly result: readonly { readonly tenant: string, readonly check: LedgerCheck }[] }
  'ledger.export': { readonly args: object, readonly result: readonly string[] }
  'health': { readonly args: object, readonly result: readonly HealthCheck[] }
}

type Name = keyof Operations

const operations: { readonly [K in Name]: (house: House, args: Operations[K]['args']) => Promise<Operations[K]['result']> } = {
  'account.add': async (house, args) => addAccount(house, args),
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
  'health': (house) => house.health(),
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
    tenant: own.tenant, address: args.address, name: args.name === '' ? args.address : args.name, password: args.password,
    roles: known.filter((role) => role !== undefined), language: args.language === 'en' ? 'en' : 'nl',
  })
  if (typeof created === 'string') throw new Refusal(created, `${args.address} was not added: ${created}`)
  const { account, recoveryCode } = created
  if (!args.appPassword) return { address: account.address, recoveryCode }
  const signedIn = await house.accounts.signIn({ address: account.address, password: args.password, door: 'web', ip: '127.0.0.1' })
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
