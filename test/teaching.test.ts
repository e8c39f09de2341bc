/** What a reader does with Junk teaches his own filter, over the wire: the next mail of the kind goes the same way. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startService, type Person, type Service } from './service.ts'
import { deliver, eventually, openImap, plainMessage, subjectsIn } from './wire.ts'

let service: Service
let marieke: Person
let sanne: Person
before(async () => {
  service = await startService({ domain: 'delinde.example' })
  marieke = service.addAccount('marieke@delinde.example')
  sanne = service.addAccount('sanne@delinde.example')
})
after(() => service.remove())

const SENDER = 'nieuws@matras.example'
const offer = (to: string, number: number): string => plainMessage({
  from: `Slaap beter <${SENDER}>`, to, subject: `Nieuwe matrassen ${number}`,
  text: 'Beste lezer, deze week in ons magazijn: matrassen van latex, dekbedden van dons en kussens voor zijslapers. '
    + 'Kom langs in de winkel.',
})
async function lying(person: Person, folder: string): Promise<readonly string[]> {
  const client = await openImap(service, person)
  try {
    return await subjectsIn(client, folder)
  } finally {
    await client.logout()
  }
}

test('a mail that its reader puts into Junk takes the next one of its kind along, for him only', async () => {
  await deliver(service, SENDER, marieke.address, offer(marieke.address, 1))
  const client = await openImap(service, marieke)
  await eventually(() => subjectsIn(client, 'INBOX'), (all) => all.length === 1)
  const lock = await client.getMailboxLock('INBOX')
  await client.messageMove('1', 'Junk')
  lock.release()
  await client.logout()
  // His folders are looked at once a minute; a service that starts looks at once.
  await service.stop()
  await service.start()
  let number = 1
  await eventually(async () => {
    number += 1
    await deliver(service, SENDER, marieke.address, offer(marieke.address, number))
    return await lying(marieke, 'Junk')
  }, (all) => all.length > 1)
  await deliver(service, SENDER, sanne.address, offer(sanne.address, 1))
  assert.deepEqual(await eventually(() => lying(sanne, 'INBOX'), (all) => all.length === 1), ['Nieuwe matrassen 1'])
})
