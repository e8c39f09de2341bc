/** A stolen account as its owner and those who must look see it: told at sign-in, let go on the page about abuse. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PASSWORD, type Person } from '../service.ts'
import { plainMessage, SmtpConversation } from '../wire.ts'
import { look, noBrowser, signIn, visit } from './browser.ts'
import { openHouse, type House } from './house.ts'

let house: House
let jaap: Person

before(async () => {
  if (noBrowser !== false) return
  house = await openHouse({ sets: () => ['abuse.newRecipientsPerMinute=2', 'reputation.lists={"bl.example":"addresses block 127.0.0.2=5"}'] })
  jaap = house.linde.addAccount('jaap@delinde.example', { name: 'Jaap Vos' })
  house.linde.addAccount('fg@delinde.example', { name: 'Ingrid Smeets', roles: ['privacy-officer'] })
})
after(() => house?.close())

test('who was stopped hears it at sign-in, and the officer turns sending on again', { skip: noBrowser }, async () => {
  const smtp = await SmtpConversation.open(house.linde.ports['submission'] ?? 0)
  await smtp.startTls()
  await smtp.authenticate(jaap.address, jaap.appPassword)
  const to = ['een', 'twee', 'drie'].map((name) => `${name}@post.example`)
  const { code } = await smtp.send(jaap.address, to, plainMessage({ from: jaap.address, to: to.join(', '), subject: 'Korting' }))
  smtp.close()
  assert.notEqual(code, 250)

  const owner = await visit(house.browser, house.address)
  await signIn(owner.page, jaap.address, PASSWORD)
  await owner.page.getByRole('heading', { name: 'Uw account kan nu geen e-mail versturen' }).waitFor()
  await owner.page.getByText('mail naar veel onbekenden in korte tijd').waitFor()
  await look(owner.page, 'sending-stopped')
  await owner.page.getByRole('dialog').getByRole('button').click()
  await owner.page.getByText('Wij hebben het verzenden vanuit uw account gestopt').first().waitFor()
  assert.deepEqual(owner.complaints, [])
  await owner.context.close()

  const officer = await visit(house.browser, house.address)
  await signIn(officer.page, 'fg@delinde.example', PASSWORD)
  await officer.page.getByRole('heading', { name: 'Postvak IN' }).waitFor()
  await officer.page.goto(`${house.address}#/abuse`)
  await officer.page.getByRole('heading', { name: 'Verzenden gestopt' }).waitFor()
  await look(officer.page, 'abuse')
  await officer.page.getByRole('button', { name: `Zet weer aan ${jaap.address}` }).click()
  await officer.page.getByText('Bel eerst de gebruiker').waitFor()
  await look(officer.page, 'abuse-sure')
  await officer.page.getByRole('dialog').getByRole('button', { name: 'Zet weer aan' }).click()
  await officer.page.getByText('weer aangezet door fg@delinde.example').waitFor()
  assert.deepEqual(officer.complaints, [])
  await officer.context.close()
})
