import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge, HOUSE, warned } from './warnings.testing.ts'
import { COLLEAGUES_MAX } from './need-to-know.ts'

const colleague = `karin.bos@${HOUSE}`
const grave: readonly string[] = [
  'Mevrouw Prins, BSN 111222333, komt morgen.', 'Het wachtwoord van het rooster is Zomer!2031x.', 'The password of the portal is Summer!2031x.', 'Mevrouw Prins heeft borstkanker en krijgt chemo.',
  'Mrs Prins has breast cancer and starts chemotherapy.', 'Die Karte von Herrn Weber: 4111 1111 1111 1111, gültig bis 10/28.', 'Frau Weber hat Brustkrebs und bekommt Chemotherapie.', 'Madame Girard a un cancer du sein et commence la chimiothérapie.',
]
const light: readonly string[] = ['Het personeelsuitje is vrijdag.', 'De factuur van 340 euro is betaald.', 'Onze IBAN is NL91 ABNA 0417 1643 00.', 'Griep heerst dit jaar vroeg.', 'Verander je wachtwoord elk half jaar.', 'Die Umsätze sind gestiegen.', 'The new coffee machine is here.']

test('grave data to a colleague get advice and never a route', () => {
  for (const body of grave) {
    const { secure, level, recipients } = judge({ to: [colleague], body })
    assert.deepEqual([secure, level, recipients[0]?.route], [false, 'advise', 'internal'], body)
  }
  assert.deepEqual(grave.filter((body) => !warned({ to: [colleague], body }).includes('need-to-know')), [])
  assert.deepEqual(light.filter((body) => warned({ to: [colleague], body }).includes('need-to-know')), [])
  assert.deepEqual(grave.filter((body) => warned({ body }).includes('need-to-know')), [])
})

test('what regular colleagues wrote themselves is not said again, to a list it is', () => {
  const body = 'Ik ga langs.\n\nOp 3 mei 2026 schreef Karin:\n> Mevrouw Prins, BSN 111222333, heeft borstkanker.\n'
  const mail = (to: readonly string[], sentBefore: number): string[] =>
    warned({ to, body, recipients: to.map((address) => ({ address, sentBefore })) })
  assert.deepEqual(mail([colleague], 20), [])
  assert.deepEqual(mail([colleague], 0), ['need-to-know'])
  assert.deepEqual(mail([`team.noord@${HOUSE}`], 20), ['need-to-know'])
  assert.deepEqual(mail([`alle@${HOUSE}`], 20), ['need-to-know'])
  const many = Array.from({ length: COLLEAGUES_MAX + 1 }, (_, index) => `p${index}@${HOUSE}`)
  assert.deepEqual(mail(many, 20), ['need-to-know'])
  assert.deepEqual(mail(many.slice(1), 20), [])
})
