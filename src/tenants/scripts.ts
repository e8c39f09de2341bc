import { sql, writeScript } from '../storage/script.ts'

export interface CreateTenantArgs {
  readonly id: number
  readonly name: string
  readonly at: number
}

/** A new, empty organisation. */
export const createTenant = writeScript('tenants.create', import.meta.url, function* (tx, args: CreateTenantArgs) {
  yield* tx.run(sql`insert into tenant (id, name, created_at) values (${args.id}, ${args.name}, ${args.at})`)
  yield* tx.changed({ tenant: args.id, account: 0, topic: 'tenants', number: 0 })
})

export interface AddDomainArgs {
  readonly tenant: number
  readonly name: string
  readonly isDefault: boolean
  readonly at: number
}

/** One more domain of an organisation; the first one is its default. A domain belongs to one organisation only. */
export const addDomain = writeScript('tenants.addDomain', import.meta.url, function* (tx, args: AddDomainArgs) {
  const taken = yield* tx.maybe(sql`select 1 as there from domain where name = ${args.name}`)
  if (taken !== undefined) return 'exists' as const
  const { count } = yield* tx.one<{ count: number }>(
    sql`select count(*) as count from domain where tenant = ${args.tenant}`)
  const isDefault = args.isDefault || Number(count) === 0
  if (isDefault) yield* tx.run(sql`update domain set is_default = 0 where tenant = ${args.tenant}`)
  yield* tx.run(sql`insert into domain (tenant, name, is_default, created_at)
    values (${args.tenant}, ${args.name}, ${isDefault ? 1 : 0}, ${args.at})`)
  yield* tx.changed({ tenant: args.tenant, account: 0, topic: 'tenants', number: 0 })
  return 'added' as const
})
