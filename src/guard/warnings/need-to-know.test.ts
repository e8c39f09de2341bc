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

/** What is grave, in four languages: card, password, personal number, health. */
const byKind: Readonly<Record<string, readonly string[]>> = {
  card: ['Kun jij dit boeken? Kaart 4111 1111 1111 1111, geldig tot 10/28.', 'Could you book it? Card 4111 1111 1111 1111, valid until 10/28.', 'Kannst du das buchen? Karte 4111 1111 1111 1111, gültig bis 10/28.', 'Peux-tu réserver ? Carte 4111 1111 1111 1111, expire 10/28.'],
  password: ['Het wachtwoord van de kassa is Winter#4417z.', 'The password of the till is Winter#4417z.', 'Das Passwort der Kasse ist Winter#4417z.', 'Le mot de passe de la caisse est Winter#4417z.'],
  number: ['Mevrouw Prins heeft BSN 111222333.', 'Her BSN is 111222333, says Mrs Prins.', 'Die Steuer-ID von Herrn Weber lautet 65929970489.', 'Le numéro de sécurité sociale de Mme Girard est 2 55 08 14 168 025 38.'],
  health: ['Mevrouw Prins heeft diabetes en krijgt insuline.', 'Mrs Palmer has diabetes and takes insulin.', 'Frau Weber hat Diabetes und spritzt Insulin.', 'Madame Girard a un diabète et prend de l’insuline.'],
}

for (const [kind, bodies] of Object.entries(byKind)) {
  test(`${kind} to a colleague and to a list: advice, never secured, no way but the house's own`, () => {
    for (const body of bodies) {
      for (const to of [[colleague], [`alle-medewerkers@${HOUSE}`], Array.from({ length: COLLEAGUES_MAX + 1 }, (_, index) => `p${index}@${HOUSE}`)]) {
        const { secure, level, recipients, warnings } = judge({ to, body })
        assert.deepEqual([secure, level, recipients.every(({ route }) => route === 'internal')], [false, 'advise', true], body)
        assert.ok(warnings.some((one) => one.id === 'need-to-know' && one.level === 'advise'), `${body} ${to[0]}`)
      }
    }
  })
}

test('a colleague who works with this person by the account\'s own mail is not asked again; passwords and lists always are', () => {
  const mail = (body: string, to: string, slip: number): string[] => warned({
    to: [to], body, recipients: [{ address: to, sentBefore: 20, slip: { score: slip } }],
  })
  const health = 'Mevrouw Prins heeft diabetes en krijgt insuline.'
  assert.deepEqual(mail(health, colleague, 0.01), [])
  assert.deepEqual(mail(health, colleague, 0.3), ['need-to-know'])
  assert.deepEqual(mail(health, `team.noord@${HOUSE}`, 0.01), ['need-to-know'])
  assert.deepEqual(mail('Het wachtwoord van de kassa is Winter#4417z.', colleague, 0.01), ['need-to-know'])
  assert.deepEqual(warned({ to: [colleague], body: health, recipients: [{ address: colleague, sentBefore: 1, slip: { score: 0.01 } }] }), ['need-to-know'])
})
