/**
 * How many warnings one person was shown of late, for the guard's budget (`src/guard/warnings/budget.ts`). Counted from the
 * outcomes that are kept for each mail that was sent; ids and times only, and read for the person who asks alone.
 */
import { day } from '../base/sizes.ts'
import { readScript, sql, type Script } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'

interface Who { readonly tenant: number, readonly account: number }

const count = readScript('guard.warnings-shown', import.meta.url, function* (
  tx, { tenant, account, now }: Who & { readonly now: number },
): Script<{ day: number | null, week: number }> {
  return yield* tx.one<{ day: number | null, week: number }>(sql`select count(*) as week,
    sum(case when at > ${now - day} then 1 else 0 end) as day from guard_outcome
    where tenant = ${tenant} and account = ${account} and kind = 'warning' and at > ${now - 7 * day}`)
})

/** Warnings shown in the last day and the last seven days. */
export async function warningsShown(store: Store, { tenant, account }: Who,
  now: number): Promise<{ readonly day: number, readonly week: number }> {
  const shown = await store.read(count, { tenant, account, now })
  return { day: Number(shown.day ?? 0), week: Number(shown.week) }
}
