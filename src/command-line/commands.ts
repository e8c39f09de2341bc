import { accountAdd } from './account-add.ts'
import { check } from './check.ts'
import type { Command } from './command.ts'
import { demo } from './demo.ts'
import { guardCheck, guardRecipient, guardScan, guardSpans } from './guard.ts'
import { init } from './init.ts'
import { ledgerExport, ledgerVerify } from './ledger.ts'
import { serve } from './serve.ts'

/** Every command there is, in the order of the help. */
export const commands: readonly Command[] = [
  demo, init, serve, accountAdd, ledgerVerify, ledgerExport, check, guardCheck, guardSpans, guardRecipient, guardScan,
]
