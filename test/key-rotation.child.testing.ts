/** Gives an account a new key and says how far it is, until somebody kills it. */
import { setTimeout as pause } from 'node:timers/promises'
import { enter, openPlace, type Place } from './key-rotation.testing.ts'

const { appPassword, ...place } = JSON.parse(process.argv[2] ?? '{}') as Place & { readonly appPassword: string }
const house = await openPlace(place)
const { open } = await enter(house, appPassword, 'imap')
const known = await house.accounts.rotations.state(open)
if (known === undefined || known.state === 'done') await house.accounts.rotations.begin(open, { reason: 'asked' })
process.stdout.write('begun\n')
for (let last = ''; ;) {
  const now = await house.accounts.rotations.state(open)
  const line = `${now?.version} ${now?.state} ${now?.step} ${now?.rowsDone}`
  if (line !== last) process.stdout.write(`${line}\n`)
  last = line
  if (now?.state === 'done') break
  await pause(1)
}
process.exit(0)
