/** Statements about what domains can do. They belong to no organisation, so their tenant is 0. */
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'

export interface AbilityRow { readonly token: Uint8Array, readonly checked_at: number, readonly box: Uint8Array }

/** One domain's row, by its digest. */
export const readAbility = readScript('ability.read', import.meta.url, function* (
  tx, { token }: { readonly token: Uint8Array },
): Script<AbilityRow | undefined> {
  return yield* tx.maybe<AbilityRow>(sql`select token, checked_at, box from domain_ability where tenant = 0 and token = ${token}`)
})

export const keepAbility = writeScript('ability.keep', import.meta.url, function* (
  tx, { token, at, box }: { readonly token: Uint8Array, readonly at: number, readonly box: Uint8Array },
): Script<void> {
  yield* tx.run(sql`insert into domain_ability (tenant, token, checked_at, box) values (0, ${token}, ${at}, ${box})
    on conflict (tenant, token) do update set checked_at = excluded.checked_at, box = excluded.box`)
})

export const dropAbility = writeScript('ability.drop', import.meta.url, function* (
  tx, { token }: { readonly token: Uint8Array },
): Script<void> {
  yield* tx.run(sql`delete from domain_ability where tenant = 0 and token = ${token}`)
})
